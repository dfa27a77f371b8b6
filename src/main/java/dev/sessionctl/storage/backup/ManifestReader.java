package dev.sessionctl.storage.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.UnsupportedVersionException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads a manifest, which may have been tampered with: whatever it names is looked at before it is believed. */
final class ManifestReader {

  private static final int LONGEST_TEXT = 1 << 16;
  private static final JsonFactory FACTORY = JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder()
      .maxNestingDepth(16).maxStringLength(LONGEST_TEXT).maxNumberLength(32).maxNameLength(256).build()).build();

  private final JsonParser json;
  private String id;
  private String tool = "";
  private String home;
  private long begun;
  private long ended;
  private String base;
  private final List<String[]> holders = new ArrayList<>();
  private final List<BackupTree> trees = new ArrayList<>();
  private final List<Manifest.Note> notTaken = new ArrayList<>();
  private final List<Manifest.Note> changed = new ArrayList<>();
  private final List<String> discarded = new ArrayList<>();

  private ManifestReader(JsonParser json) {
    this.json = json;
  }

  /**
   * Reads one to the end of the stream.
   *
   * @throws CorruptStoreException when it is none
   * @throws UnsupportedVersionException when it is of a later form
   */
  static Manifest read(InputStream in) throws IOException {
    try (JsonParser json = FACTORY.createParser(in)) {
      return new ManifestReader(json).manifest();
    } catch (JsonParseException | StreamConstraintsException | DateTimeException | ArithmeticException
        | NumberFormatException e) {
      throw new CorruptStoreException("its manifest is damaged: " + e.getMessage().split("\n")[0]);
    }
  }

  /** What to do with each field of an object. */
  @FunctionalInterface
  private interface Field {
    void value(String name) throws IOException;
  }

  private void object(Field field) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw damaged("an object was expected");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      field.value(name);
    }
  }

  /** What to do with each item of an array. */
  @FunctionalInterface
  private interface Item {
    void item() throws IOException;
  }

  private void array(Item item) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw damaged("an array was expected");
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      item.item();
    }
  }

  private CorruptStoreException damaged(String reason) {
    return new CorruptStoreException("its manifest is damaged: " + reason + " at byte "
        + json.currentLocation().getByteOffset());
  }

  private String text() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw damaged("a text was expected");
    }
    return json.getText();
  }

  private long number() throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw damaged("a number was expected");
    }
    return json.getLongValue();
  }

  private List<String> texts() throws IOException {
    List<String> texts = new ArrayList<>();
    array(() -> texts.add(text()));
    return texts;
  }

  private Manifest manifest() throws IOException {
    json.nextToken();
    boolean[] known = new boolean[1];
    object(name -> {
      switch (name) {
        case "schemaVersion" -> {
          long version = number();
          if (version != Manifest.VERSION) {
            throw new UnsupportedVersionException("its manifest is of form " + version + ", which another release of"
                + " sessionctl reads");
          }
          known[0] = true;
        }
        case "id" -> id = text();
        case "tool" -> tool = text();
        case "begunAt" -> begun = Instant.parse(String.valueOf(text())).toEpochMilli();
        case "endedAt" -> ended = Instant.parse(String.valueOf(text())).toEpochMilli();
        case "home" -> home = text();
        case "base" -> base = text();
        case "holders" -> array(this::holder);
        case "trees" -> array(this::tree);
        case "notTaken" -> array(() -> notTaken.add(note()));
        case "changed" -> array(() -> changed.add(note()));
        case "discarded" -> discarded.addAll(texts());
        default -> json.skipChildren();
      }
    });
    if (json.nextToken() != null) {
      throw damaged("something follows it");
    }
    if (!known[0] || id == null || !RunId.isValid(id) || home == null) {
      throw damaged("it names no form, id or home");
    }
    Manifest manifest = new Manifest(id, begun, tool, home);
    manifest.ended(ended);
    manifest.base(base);
    holders.forEach(holder -> manifest.holders().put(holder[0], holder[1]));
    manifest.trees().addAll(trees);
    manifest.notTaken().addAll(notTaken);
    manifest.changed().addAll(changed);
    manifest.discarded().addAll(discarded);
    return manifest;
  }

  private void holder() throws IOException {
    String[] holder = new String[2];
    object(name -> {
      switch (name) {
        case "id" -> holder[0] = text();
        case "name" -> holder[1] = text();
        default -> json.skipChildren();
      }
    });
    if (holder[0] == null || !RunId.isValid(holder[0])) {
      throw damaged("a backup that it rests on has no id");
    }
    holders.add(holder);
  }

  private Manifest.Note note() throws IOException {
    String[] note = new String[2];
    object(name -> {
      switch (name) {
        case "path" -> note[0] = text();
        case "reason" -> note[1] = text();
        default -> json.skipChildren();
      }
    });
    return new Manifest.Note(note[0], note[1]);
  }

  private void tree() throws IOException {
    String[] names = new String[2];
    List<BackupStore> stores = new ArrayList<>();
    List<BackupFolder> folders = new ArrayList<>();
    List<BackupFile> files = new ArrayList<>();
    object(name -> {
      switch (name) {
        case "name" -> names[0] = text();
        case "root" -> names[1] = text();
        case "stores" -> array(() -> stores.add(store()));
        case "folders" -> array(() -> folders.add(folder()));
        case "files" -> array(() -> files.add(file()));
        default -> json.skipChildren();
      }
    });
    if (names[0] == null || !names[0].equals(Integer.toString(trees.size())) || names[1] == null
        || !names[1].startsWith("/") || !EntryNames.isProper(names[1].substring(1))) {
      throw damaged("a tree has no proper name or root");
    }
    BackupTree tree = new BackupTree(names[0], names[1]);
    tree.stores().addAll(stores);
    tree.folders().addAll(folders);
    tree.files().addAll(files);
    trees.add(tree);
  }

  private BackupStore store() throws IOException {
    String[] texts = new String[5];
    boolean[] complete = new boolean[1];
    List<String> places = new ArrayList<>();
    List<String> roots = new ArrayList<>();
    List<BackupSession> sessions = new ArrayList<>();
    object(name -> {
      switch (name) {
        case "format" -> texts[0] = text();
        case "generation" -> texts[1] = text();
        case "path" -> texts[2] = text();
        case "agent" -> texts[3] = text();
        case "productVersion" -> texts[4] = text();
        case "places" -> places.addAll(texts());
        case "formerRoots" -> roots.addAll(texts());
        case "sessionsComplete" -> complete[0] = json.currentToken() == JsonToken.VALUE_TRUE;
        case "sessions" -> array(() -> sessions.add(session()));
        default -> json.skipChildren();
      }
    });
    if (texts[0] == null || texts[2] == null) {
      throw damaged("a store has no format or path");
    }
    for (String place : places) {
      if (place == null || !place.isEmpty() && !EntryNames.isProper(place)) {
        throw damaged("a store names no proper place: " + place);
      }
    }
    return new BackupStore(texts[0], texts[1], texts[2], texts[3], texts[4], places, roots, sessions, complete[0]);
  }

  private BackupSession session() throws IOException {
    String[] texts = new String[2];
    long[] activity = {Session.UNKNOWN};
    object(name -> {
      switch (name) {
        case "key" -> texts[0] = text();
        case "id" -> texts[1] = text();
        case "lastActivity" ->
            activity[0] = json.currentToken() == JsonToken.VALUE_NULL ? Session.UNKNOWN : number();
        default -> json.skipChildren();
      }
    });
    if (texts[0] == null) {
      throw damaged("a session has no key");
    }
    return new BackupSession(texts[0], texts[1], activity[0]);
  }

  private BackupFolder folder() throws IOException {
    String[] path = new String[1];
    Owner owner = new Owner();
    object(name -> {
      if (name.equals("path")) {
        path[0] = text();
      } else {
        owner.field(name);
      }
    });
    if (path[0] == null || !path[0].isEmpty() && !EntryNames.isProper(path[0])) {
      throw damaged("a directory has no proper path: " + path[0]);
    }
    return new BackupFolder(path[0], owner.mode, owner.userId, owner.groupId, owner.modified);
  }

  private BackupFile file() throws IOException {
    String[] texts = new String[5];
    long[] size = {-1};
    Owner owner = new Owner();
    object(name -> {
      switch (name) {
        case "path" -> texts[0] = text();
        case "sha256" -> texts[1] = text();
        case "entry" -> texts[2] = text();
        case "in" -> texts[3] = text();
        case "size" -> size[0] = number();
        case "source" -> texts[4] = text();
        default -> owner.field(name);
      }
    });
    if (texts[0] == null || !EntryNames.isProper(texts[0]) || texts[2] == null || !EntryNames.isProper(texts[2])) {
      throw damaged("a file has no proper path: " + texts[0]);
    }
    if (size[0] < 0 || texts[1] == null || texts[1].length() != 64) {
      throw damaged(texts[0] + " has no size or hash");
    }
    return new BackupFile(texts[0], size[0], owner.mode, owner.userId, owner.groupId, owner.modified, texts[1],
        source(texts[4]), texts[2], texts[3]);
  }

  private static BackupFile.Source source(String text) {
    String[] numbers = text == null ? new String[0] : text.split(" ");
    return numbers.length != 4 ? null : new BackupFile.Source(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]),
        Long.parseLong(numbers[2]), Long.parseLong(numbers[3]));
  }

  /** The fields that files and directories have in common. */
  private final class Owner {
    private int mode = 0600;
    private int userId = -1;
    private int groupId = -1;
    private long modified;

    void field(String name) throws IOException {
      switch (name) {
        case "mode" -> mode = Integer.parseInt(String.valueOf(text()), 8) & 07777;
        case "uid" -> userId = Math.toIntExact(number());
        case "gid" -> groupId = Math.toIntExact(number());
        case "mtime" -> {
          Instant time = Instant.parse(String.valueOf(text()));
          modified = Math.addExact(Math.multiplyExact(time.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)),
              time.getNano());
        }
        default -> json.skipChildren();
      }
    }
  }
}
