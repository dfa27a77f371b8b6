package dev.sessionctl.storage.change;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.RunId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The journal of one run: {@code runs/<run-id>.jsonl} in the tool's area, one JSON object a line, each line
 * synced before the step it announces is taken. A torn last line was never acknowledged and is ignored. Not safe
 * for use by several threads.
 */
public final class JournalFile implements Journal, AutoCloseable {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String BEGIN = "begin";
  private static final String END = "end";

  /** A run takes a handful of steps; nothing this tool writes comes near. */
  private static final int LARGEST = 16 << 20;

  private final FileChannel channel;
  private final Environment environment;

  private JournalFile(FileChannel channel, Environment environment) {
    this.channel = channel;
    this.environment = environment;
  }

  /** Starts a journal in an area that exists. */
  public static JournalFile begin(
      AdminArea area, String runId, String command, Path store, Environment environment) throws IOException {
    Path file = area.runs().resolve(runId + ".jsonl");
    JournalFile journal = new JournalFile(DurableFiles.createNew(file), environment);
    boolean begun = false;
    try {
      journal.step(BEGIN, Map.of("run", runId, "command", command, "store", store.toString()));
      DurableFiles.syncDirectory(area.runs());
      begun = true;
      return journal;
    } finally {
      if (!begun) {
        journal.close();
      }
    }
  }

  /** Opens the journal of an interrupted run to record how it was finished or undone. */
  public static JournalFile resume(RunRecord run, Environment environment) throws IOException {
    FileChannel channel = FileChannel.open(run.file(), java.nio.file.StandardOpenOption.WRITE,
        java.nio.file.StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    boolean resumed = false;
    try {
      // Ends a line that was torn, so that the next one is read by itself.
      DurableFiles.writeFully(channel, ByteBuffer.wrap(new byte[] {'\n'}));
      resumed = true;
      return new JournalFile(channel, environment);
    } finally {
      if (!resumed) {
        channel.close();
      }
    }
  }

  @Override
  public void step(String step, Map<String, ?> fields) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator out = JSON.createGenerator(line, JsonEncoding.UTF8)) {
      out.writeStartObject();
      out.writeStringField("step", step);
      out.writeNumberField("at", environment.now());
      for (Map.Entry<String, ?> field : fields.entrySet()) {
        out.writeFieldName(field.getKey());
        Object value = field.getValue();
        if (value instanceof Number number) {
          out.writeNumber(number.longValue());
        } else if (value instanceof Boolean flag) {
          out.writeBoolean(flag);
        } else {
          out.writeString(String.valueOf(value));
        }
      }
      out.writeEndObject();
    }
    line.write('\n');
    DurableFiles.writeFully(channel, ByteBuffer.wrap(line.toByteArray()));
    channel.force(false);
  }

  /** Records that the run came to its end. */
  public void end(String result) throws IOException {
    step(END, Map.of("result", result));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** All journals of an area, oldest first; files that are no journal are passed over. */
  public static List<RunRecord> readAll(AdminArea area) throws IOException {
    List<Path> files = new ArrayList<>();
    if (!Files.isDirectory(area.runs(), LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(area.runs(), "*.jsonl")) {
      entries.forEach(files::add);
    }
    files.sort(Comparator.comparing(file -> file.getFileName().toString()));
    List<RunRecord> runs = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      String runId = runId(name);
      if (RunId.isValid(runId)) {
        RunRecord run = read(runId, file);
        if (run != null) {
          runs.add(run);
        }
      }
    }
    return runs;
  }

  /** The run whose journal has that file name. */
  public static String runId(String name) {
    return name.substring(0, name.length() - ".jsonl".length());
  }

  private static RunRecord read(String runId, Path file) throws IOException {
    // Anything else is not ours: a pipe would block, a link lead elsewhere, a huge file fill the memory.
    FileIdentity identity = FileIdentity.ofNullable(file);
    if (identity == null || identity.size() > LARGEST || !FileStat.of(file).isRegularFile()) {
      return null;
    }
    List<RunRecord.Step> steps = new ArrayList<>();
    byte[] content;
    try (FileChannel in = DurableFiles.openForRead(file)) {
      content = Channels.newInputStream(in).readNBytes(LARGEST);
    }
    for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
      RunRecord.Step step = line.isBlank() ? null : parse(line);
      if (step != null) {
        steps.add(step);
      }
    }
    if (steps.isEmpty() || !steps.get(0).name().equals(BEGIN)) {
      // Killed before the first record was durable: nothing can have been done.
      return null;
    }
    RunRecord.Step begin = steps.get(0);
    boolean finished = steps.get(steps.size() - 1).name().equals(END);
    return new RunRecord(runId, file, begin.text("command"), begin.path("store"), steps, finished);
  }

  private static RunRecord.Step parse(String line) {
    Map<String, Object> fields = new LinkedHashMap<>();
    String name = null;
    try (JsonParser in = JSON.createParser(line)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        JsonToken token = in.nextToken();
        Object value = switch (token) {
          case VALUE_NUMBER_INT -> in.getLongValue();
          case VALUE_TRUE -> Boolean.TRUE;
          case VALUE_FALSE -> Boolean.FALSE;
          default -> in.getText();
        };
        if (field.equals("step")) {
          name = String.valueOf(value);
        } else {
          fields.put(field, value);
        }
      }
    } catch (IOException e) {
      return null;
    }
    return name == null ? null : new RunRecord.Step(name, fields);
  }
}
