package dev.sessionctl.storage.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Writes a manifest as JSON, as a stream; twice the same for the same manifest. */
final class ManifestWriter {

  private static final JsonFactory FACTORY = JsonFactory.builder()
      .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
      .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
      .build();

  private final JsonGenerator json;

  private ManifestWriter(JsonGenerator json) {
    this.json = json;
  }

  /** Writes it; the stream stays open. */
  static void write(Manifest manifest, OutputStream out) throws IOException {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(new DefaultIndenter(" ", "\n"));
    printer.indentObjectsWith(DefaultPrettyPrinter.FixedSpaceIndenter.instance);
    try (JsonGenerator json = FACTORY.createGenerator(out).setPrettyPrinter(printer)) {
      new ManifestWriter(json).manifest(manifest);
      json.writeRaw('\n');
    }
  }

  /** How many bytes it has. */
  static long length(Manifest manifest) throws IOException {
    Counting counting = new Counting();
    write(manifest, counting);
    return counting.count;
  }

  private void manifest(Manifest manifest) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schemaVersion", Manifest.VERSION);
    json.writeStringField("id", manifest.id());
    json.writeStringField("tool", manifest.tool());
    json.writeStringField("begunAt", Instant.ofEpochMilli(manifest.begun()).toString());
    json.writeStringField("endedAt", Instant.ofEpochMilli(manifest.ended()).toString());
    json.writeStringField("home", manifest.home());
    json.writeStringField("base", manifest.base());
    json.writeArrayFieldStart("holders");
    for (Map.Entry<String, String> holder : manifest.holders().entrySet()) {
      json.writeStartObject();
      json.writeStringField("id", holder.getKey());
      json.writeStringField("name", holder.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("trees");
    for (BackupTree tree : manifest.trees()) {
      tree(tree);
    }
    json.writeEndArray();
    notes("notTaken", manifest.notTaken());
    notes("changed", manifest.changed());
    texts("discarded", manifest.discarded());
    json.writeObjectFieldStart("totals");
    json.writeNumberField("stores", manifest.stores());
    json.writeNumberField("sessions", manifest.sessions());
    json.writeNumberField("files", manifest.files());
    json.writeNumberField("bytes", manifest.bytes());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void tree(BackupTree tree) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", tree.name());
    json.writeStringField("root", tree.root());
    json.writeArrayFieldStart("stores");
    for (BackupStore store : tree.stores()) {
      store(store);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("folders");
    for (BackupFolder folder : tree.folders()) {
      json.writeStartObject();
      json.writeStringField("path", folder.path());
      owner(folder.mode(), folder.userId(), folder.groupId(), folder.modifiedNanos());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("files");
    for (BackupFile file : tree.files()) {
      file(file);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void store(BackupStore store) throws IOException {
    json.writeStartObject();
    json.writeStringField("format", store.format());
    json.writeStringField("generation", store.generation());
    json.writeStringField("path", store.path());
    json.writeStringField("agent", store.agent());
    json.writeStringField("productVersion", store.productVersion());
    texts("places", store.places());
    texts("formerRoots", store.formerRoots());
    json.writeBooleanField("sessionsComplete", store.sessionsComplete());
    json.writeArrayFieldStart("sessions");
    for (BackupSession session : store.sessions()) {
      json.writeStartObject();
      json.writeStringField("key", session.key());
      json.writeStringField("id", session.id());
      if (session.lastActivity() == Session.UNKNOWN) {
        json.writeNullField("lastActivity");
      } else {
        json.writeNumberField("lastActivity", session.lastActivity());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void file(BackupFile file) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", file.path());
    json.writeNumberField("size", file.size());
    owner(file.mode(), file.userId(), file.groupId(), file.modifiedNanos());
    json.writeStringField("sha256", file.sha256());
    json.writeStringField("entry", file.entry());
    if (file.holder() != null) {
      json.writeStringField("in", file.holder());
    }
    BackupFile.Source source = file.source();
    if (source != null) {
      json.writeStringField("source", source.device() + " " + source.inode() + " " + source.size() + " "
          + source.changedNanos());
    }
    json.writeEndObject();
  }

  private void owner(int mode, int userId, int groupId, long modifiedNanos) throws IOException {
    json.writeStringField("mode", Integer.toOctalString(mode));
    json.writeNumberField("uid", userId);
    json.writeNumberField("gid", groupId);
    long second = TimeUnit.SECONDS.toNanos(1);
    json.writeStringField("mtime", Instant.ofEpochSecond(Math.floorDiv(modifiedNanos, second),
        Math.floorMod(modifiedNanos, second)).toString());
  }

  private void notes(String name, List<Manifest.Note> notes) throws IOException {
    json.writeArrayFieldStart(name);
    for (Manifest.Note note : notes) {
      json.writeStartObject();
      json.writeStringField("path", note.path());
      json.writeStringField("reason", note.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void texts(String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /** Counts what is written to it. */
  private static final class Counting extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }
}
