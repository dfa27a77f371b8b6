package dev.sessionctl.storage.trash;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What of a run's trash was put back, as {@code restored.jsonl} beside its manifest says. Only a note for people: what
 * is still there shows by the files themselves, so a note that a crash swallowed does no harm.
 */
public final class Restored {

  static final String NAME = "restored.jsonl";

  private static final JsonFactory JSON = new JsonFactory();

  private final Set<String> entries = new HashSet<>();
  private final Set<String> files = new HashSet<>();
  private final Set<String> modes = new HashSet<>();

  private Restored() {}

  /** Reads the notes of a run; torn lines are passed over. */
  public static Restored of(Trash.Run run) throws IOException {
    Restored restored = new Restored();
    Trash.scan(run.root(), NAME, fields -> {
      if (fields.get("key") != null) {
        restored.entries.add(fields.get("key"));
      }
      if (fields.get("name") != null) {
        restored.files.add(fields.get("name"));
      }
      if (fields.get("mode") != null) {
        restored.modes.add(fields.get("mode"));
      }
      return true;
    });
    return restored;
  }

  public boolean has(TrashedEntry entry) {
    return entries.contains(entry.key());
  }

  public boolean has(TrashedFile file) {
    return files.contains(file.kept().getFileName().toString());
  }

  public boolean has(TrashedMode mode) {
    return modes.contains(mode.path().toString());
  }

  /** Notes durably what was put back; what is noted already is not noted again. */
  public static void note(Trash.Run run, Collection<TrashedEntry> entries, Collection<TrashedFile> files,
      Collection<TrashedMode> modes, String by, Environment environment) throws IOException {
    Restored known = of(run);
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (TrashedEntry entry : entries) {
      if (!known.has(entry)) {
        line(lines, "key", entry.key(), by, environment.now());
      }
    }
    for (TrashedFile file : files) {
      if (!known.has(file)) {
        line(lines, "name", file.kept().getFileName().toString(), by, environment.now());
      }
    }
    for (TrashedMode mode : modes) {
      if (!known.has(mode)) {
        line(lines, "mode", mode.path().toString(), by, environment.now());
      }
    }
    if (lines.size() > 0) {
      append(run.root().resolve(NAME), lines.toByteArray());
    }
  }

  private static void append(Path file, byte[] lines) throws IOException {
    boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel channel = isNew ? DurableFiles.createNew(file)
        : FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)) {
      if (!isNew) {
        // Ends a line that was torn.
        DurableFiles.writeFully(channel, ByteBuffer.wrap(new byte[] {'\n'}));
      }
      DurableFiles.writeFully(channel, ByteBuffer.wrap(lines));
      channel.force(false);
    }
    if (isNew) {
      DurableFiles.syncDirectory(file.getParent());
    }
  }

  private static void line(ByteArrayOutputStream out, String name, String value, String by, long at)
      throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringField(name, value);
      json.writeStringField("by", by);
      json.writeNumberField("at", at);
      json.writeEndObject();
    }
    out.write('\n');
  }
}
