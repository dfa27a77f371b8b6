package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.gemini.JsonScanner.Token;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One document out of the files that have one id. The first of them, the newest, gives the keys and their order; each
 * other one gives the keys that are missing, the project where the first has none, and the messages that the first does
 * not have, in the order of their times. A message that stands in two files is one; one that stands twice in a file
 * stays twice.
 */
final class MergedDocument {

  /** Where a value stands. */
  private record Range(int source, long start, long end) {}

  /** A key, as it is written, and its value. */
  private record Member(Range name, Range value) {}

  /** A message: its place, its time or that of the one before, and what it is told from others by. */
  private record Entry(Range range, long time, String hash) {}

  private final List<SessionFile> sources;

  /** @param sources sound sessions, the newest first */
  MergedDocument(List<SessionFile> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * Writes the document.
   *
   * @throws ChangedException when a source is not what it was when it was looked at
   */
  void write(OutputStream out, JsonStyle style) throws IOException {
    List<FileChannel> channels = new ArrayList<>();
    try {
      for (SessionFile source : sources) {
        channels.add(DurableFiles.openForRead(source.path()));
      }
      write(channels, out, style);
      requireUnchanged();
    } catch (JsonSyntaxException e) {
      // Torn by a server that writes in place: then that is the reason.
      requireUnchanged();
      throw e;
    } finally {
      for (FileChannel channel : channels) {
        channel.close();
      }
    }
  }

  private void requireUnchanged() throws IOException {
    for (SessionFile source : sources) {
      // A second name in the trash changes the change time of what is being replaced.
      if (!source.identity().sameContentAs(FileIdentity.ofNullable(source.path()))) {
        throw new ChangedException(source.path() + " changed since it was looked at; it stays as it is");
      }
    }
  }

  private void write(List<FileChannel> channels, OutputStream out, JsonStyle style) throws IOException {
    Map<String, Member> members = members(channels);
    List<Entry> messages = messages(channels);
    out.write('{');
    boolean first = true;
    for (Map.Entry<String, Member> member : members.entrySet()) {
      if (!first) {
        out.write(',');
      }
      first = false;
      style.newLine(out, 1);
      style.write(scanner(member.getValue().name(), channels), out, 1);
      style.colon(out);
      if (member.getKey().equals("messages")) {
        write(messages, channels, out, style);
      } else {
        style.write(scanner(member.getValue().value(), channels), out, 1);
      }
    }
    style.newLine(out, 0);
    out.write('}');
  }

  private static void write(List<Entry> messages, List<FileChannel> channels, OutputStream out, JsonStyle style)
      throws IOException {
    out.write('[');
    for (int i = 0; i < messages.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      style.newLine(out, 2);
      style.write(scanner(messages.get(i).range(), channels), out, 2);
    }
    if (!messages.isEmpty()) {
      style.newLine(out, 1);
    }
    out.write(']');
  }

  private static JsonScanner scanner(Range range, List<FileChannel> channels) {
    return new JsonScanner(channels.get(range.source()), range.start(), range.end());
  }

  /** The keys of the first source, each once and as it counts, and those that only later ones have. */
  private Map<String, Member> members(List<FileChannel> channels) throws IOException {
    Map<String, Member> members = new LinkedHashMap<>();
    for (int source = 0; source < channels.size(); source++) {
      Map<String, Member> here = members(channels.get(source), source);
      here.forEach(members::putIfAbsent);
      // The product writes an empty project for a session that it had lost.
      if ("".equals(sources.get(0).document().projectPath) && !"".equals(sources.get(source).document().projectPath)
          && here.containsKey("projectPath")) {
        members.put("projectPath", here.get("projectPath"));
      }
    }
    return members;
  }

  private static Map<String, Member> members(FileChannel channel, int source) throws IOException {
    Map<String, Member> found = new LinkedHashMap<>();
    JsonScanner json = new JsonScanner(channel, 0, channel.size());
    json.next();
    while (json.next() == Token.NAME) {
      String name = json.text(Integer.MAX_VALUE);
      Range written = new Range(source, json.start(), json.end());
      json.next();
      long start = json.start();
      json.skip();
      found.put(name, new Member(written, new Range(source, start, json.end())));
    }
    return found;
  }

  private List<Entry> messages(List<FileChannel> channels) throws IOException {
    List<Entry> all = new ArrayList<>();
    Map<String, Integer> known = new HashMap<>();
    for (int source = 0; source < channels.size(); source++) {
      Map<String, Integer> here = new HashMap<>();
      for (Entry entry : messages(channels.get(source), source)) {
        int count = here.merge(entry.hash(), 1, Integer::sum);
        if (count > known.getOrDefault(entry.hash(), 0)) {
          known.put(entry.hash(), count);
          all.add(entry);
        }
      }
    }
    // Stable: what has one time stays in the order of its file, the newest file first.
    all.sort(Comparator.comparingLong(Entry::time));
    return all;
  }

  /** The messages of one source; one that is older than the one before counts as old as that, to stay behind it. */
  private static List<Entry> messages(FileChannel channel, int source) throws IOException {
    List<Entry> entries = new ArrayList<>();
    long[] latest = {Session.UNKNOWN};
    SessionParser.parse(channel, message -> {
      latest[0] = Math.max(latest[0], message.time);
      entries.add(new Entry(new Range(source, message.start, message.end), latest[0],
          hash(channel, message.start, message.end)));
    }, false);
    return entries;
  }

  private static String hash(FileChannel channel, long start, long end) throws IOException {
    MessageDigest digest = Sha256.digest();
    JsonStyle.MINIFIED.write(new JsonScanner(channel, start, end),
        new DigestOutputStream(OutputStream.nullOutputStream(), digest), 0);
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  /** The bytes that it would have. */
  long bytes(JsonStyle style) throws IOException {
    CountingOutput count = new CountingOutput();
    write(count, style);
    return count.bytes();
  }

}
