package dev.sessionctl.storage.tokenoptimizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The mending of one manifest: which of its lines stay as they are, which get another path, which go, and which are
 * added for checkpoints that have none. Lines stay in their order, and added ones come where their time belongs, since
 * the last line is the one with which the next capture is compared.
 */
final class ManifestEdit {

  private static final int LONGEST_LINE = 1 << 20;

  /**
   * A line of the result: a stretch of the old manifest, with another path where one is given; or a text of its own.
   */
  private record Out(LineRewriting.Range range, Path path, byte[] text, long time) {}

  /** A stretch that goes to lost+found. */
  record Lost(long from, long to, String reason) {}

  private final SessionPlace place;
  private final List<Out> lines = new ArrayList<>();
  private final List<Lost> lost = new ArrayList<>();
  private final Set<String> named = new HashSet<>();
  private long dropped;
  private long repointed;
  private long added;

  ManifestEdit(SessionPlace place) {
    this.place = place;
  }

  /** Leaves a line as it is. */
  void keep(ManifestView.Row row) {
    lines.add(new Out(new LineRewriting.Range(row.offset(), row.offset() + row.length()), null, null, time(row)));
    if (row.name() != null) {
      named.add(row.name());
    }
  }

  /** Leaves a line as it is but for its path, which leads to a checkpoint of that name here. */
  void repoint(ManifestView.Row row, String name) {
    lines.add(new Out(new LineRewriting.Range(row.offset(), row.offset() + row.length()), place.real().resolve(name),
        null, time(row)));
    named.add(name);
    repointed++;
  }

  /** Leaves a line out; the original manifest is kept. */
  void drop() {
    dropped++;
  }

  /** Leaves a line out that says nothing, and keeps its bytes by themselves. */
  void lose(ManifestView.Row row, String reason) {
    lost.add(new Lost(row.offset(), row.offset() + row.length(), reason));
  }

  boolean names(String checkpoint) {
    return named.contains(checkpoint);
  }

  /** Adds a line for a checkpoint that has none, by what its head and its name say. */
  void add(String name, CheckpointHeader header) {
    CheckpointName parts = CheckpointName.of(name);
    String trigger = header.trigger() == null ? parts.trigger() : header.trigger();
    long time = header.capturedAt() == Session.UNKNOWN ? parts.time() : header.capturedAt();
    StringBuilder text = new StringBuilder("{\"file\":").append(quoted(place.real().resolve(name).toString()))
        .append(",\"filename\":").append(quoted(name)).append(",\"trigger\":").append(quoted(trigger))
        .append(",\"reason\":").append(header.reason() == null ? "null" : quoted(header.reason()))
        // Equals none, so that the next capture is never taken for this one.
        .append(",\"semanticDigest\":\"\",\"fillPct\":").append(number(header.fill()))
        .append(",\"qualityScore\":").append(number(header.quality())).append(",\"messageCount\":")
        .append(header.messages() == Session.UNKNOWN ? 0 : header.messages()).append(",\"createdAt\":\"")
        .append(iso(time)).append("\"}\n");
    Out line = new Out(null, null, text.toString().getBytes(StandardCharsets.UTF_8), time);
    int at = 0;
    while (at < lines.size() && lines.get(at).time() <= time) {
      at++;
    }
    lines.add(at, line);
    named.add(name);
    added++;
  }

  private static long time(ManifestView.Row row) {
    return row.line() == null ? Long.MIN_VALUE : row.line().createdAt();
  }

  /** What it does, for people. */
  String reason() {
    List<String> parts = new ArrayList<>();
    say(parts, added, "added");
    say(parts, repointed, "lead here again");
    say(parts, dropped, "without a checkpoint left out");
    say(parts, lost.size(), "to lost+found");
    return parts.isEmpty() ? "ended the last line" : "lines: " + String.join(", ", parts);
  }

  private static void say(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  List<Lost> lost() {
    return lost;
  }

  /** Bytes of the result, but for paths of another length. */
  long bytes() {
    return lines.stream()
        .mapToLong(line -> line.text() != null ? line.text().length : line.range().to() - line.range().from()).sum();
  }

  /** Writes the result. */
  void write(FileChannel source, OutputStream out) throws IOException {
    for (Out line : lines) {
      if (line.text() != null) {
        out.write(line.text());
        continue;
      }
      int length = (int) Math.min(LONGEST_LINE, line.range().to() - line.range().from());
      byte[] text = ChannelInput.readRange(source, line.range().from(), length);
      out.write(line.path() == null ? text : withPath(text, line.path()));
      if (text[text.length - 1] != '\n') {
        out.write('\n');
      }
    }
  }

  /** Writes the result of a manifest that is made anew. */
  void write(OutputStream out) throws IOException {
    for (Out line : lines) {
      out.write(line.text());
    }
  }

  /** Replaces the value of {@code file} and nothing else of a line. */
  static byte[] withPath(byte[] line, Path path) throws IOException {
    try (JsonParser in = Json.FACTORY.createParser(line)) {
      in.nextToken();
      long from = -1;
      long to = -1;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean file = in.currentName().equals("file");
        if (in.nextToken() == JsonToken.VALUE_STRING && file) {
          from = in.currentTokenLocation().getByteOffset();
          in.finishToken();
          to = in.currentLocation().getByteOffset();
        } else {
          in.skipChildren();
        }
      }
      if (from < 0) {
        return line;
      }
      byte[] value = quoted(path.toString()).getBytes(StandardCharsets.UTF_8);
      byte[] result = new byte[line.length - (int) (to - from) + value.length];
      System.arraycopy(line, 0, result, 0, (int) from);
      System.arraycopy(value, 0, result, (int) from, value.length);
      System.arraycopy(line, (int) to, result, (int) from + value.length, line.length - (int) to);
      return result;
    }
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** The number that {@code 22.4%} or {@code 66/100} begins with. */
  private static String number(String text) {
    int end = 0;
    while (text != null && end < text.length() && end < 8
        && (text.charAt(end) >= '0' && text.charAt(end) <= '9' || end > 0 && text.charAt(end) == '.')) {
      end++;
    }
    String number = end == 0 ? "null" : text.substring(0, end);
    return number.endsWith(".") ? number.substring(0, number.length() - 1) : number;
  }

  private static String iso(long millis) {
    String text = Instant.ofEpochMilli(millis).toString();
    return text.indexOf('.') < 0 ? text.replace("Z", ".000Z") : text;
  }

  /** The order in which checkpoints are added. */
  static Comparator<String> byTime() {
    return Comparator.<String>comparingLong(name -> CheckpointName.of(name).time()).thenComparing(name -> name);
  }
}
