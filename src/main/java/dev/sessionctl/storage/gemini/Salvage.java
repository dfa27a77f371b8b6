package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.gemini.SessionDocument.Condition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * What of a damaged file can be kept. Two overlapping writes of 1.34.0 leave the whole of the shorter, older document
 * and behind it the rest of the longer, newer one: its first lost message is cut by the end of the older one, further
 * ones are whole. A torn file has whole messages up to where it ends. Messages are found by their line: the product
 * indents them by four, and no string holds a line break.
 */
final class Salvage {

  /** Where a message stands, and its time. */
  record Part(long start, long end, long time) {}

  private static final byte[] BEGIN = "\n    {\n".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER = 1 << 16;
  /** A file with more beginnings that come to nothing was not made by two writers. */
  private static final int MOST_FAILURES = 1_000;

  private final FileChannel channel;
  private final SessionDocument document;
  private final List<Part> first = new ArrayList<>();
  private final List<Part> recovered = new ArrayList<>();

  private Salvage(FileChannel channel, SessionDocument document) {
    this.channel = channel;
    this.document = document;
  }

  /** Looks through a file that is damaged. */
  static Salvage of(FileChannel channel) throws IOException {
    List<Part> first = new ArrayList<>();
    SessionDocument document = SessionParser.parse(channel,
        message -> first.add(new Part(message.start, message.end, message.time)), false);
    Salvage salvage = new Salvage(channel, document);
    salvage.first.addAll(first);
    boolean damaged = document.condition == Condition.TRAILING || document.condition == Condition.TORN
        || document.condition == Condition.INVALID;
    if (damaged) {
      salvage.search(document.condition == Condition.TRAILING ? document.documentEnd : salvage.endOfFirst());
    }
    return salvage;
  }

  /** The file as it was read. */
  SessionDocument document() {
    return document;
  }

  /** Messages of the first document, or of the sound beginning of a torn one. */
  List<Part> first() {
    return first;
  }

  /** Whole messages behind the damage, in the order in which they stand. */
  List<Part> recovered() {
    return recovered;
  }

  /** Newest time among what is kept, or {@link Session#UNKNOWN}. */
  long newest() {
    long newest = document.lastActivity;
    for (Part part : first) {
      newest = Math.max(newest, part.time());
    }
    for (Part part : recovered) {
      newest = Math.max(newest, part.time());
    }
    return newest;
  }

  /** The keys at the end of the file, which are those of the later writer, or null. */
  SessionDocument tail() throws IOException {
    return document.size == 0 ? null : SessionParser.tail(channel, document.size);
  }

  /** Behind the last message that stands before the damage. */
  long endOfFirst() {
    return first.isEmpty() ? 0 : first.get(first.size() - 1).end();
  }

  private void search(long from) throws IOException {
    Set<String> known = new HashSet<>();
    for (Part part : first) {
      known.add(hash(part));
    }
    int failures = 0;
    for (long at = find(from); at >= 0 && failures < MOST_FAILURES; ) {
      long brace = at + BEGIN.length - 2;
      SessionMessage message = messageAt(brace);
      if (message == null) {
        failures++;
        at = find(brace);
        continue;
      }
      Part part = new Part(message.start, message.end, message.time);
      if (known.add(hash(part))) {
        recovered.add(part);
      }
      at = find(message.end);
    }
  }

  /** The same bytes again are the same message: it has its time to the millisecond. */
  private String hash(Part part) throws IOException {
    MessageDigest digest = Sha256.digest();
    for (long at = part.start(); at < part.end(); at += BUFFER) {
      int length = (int) Math.min(BUFFER, part.end() - at);
      digest.update(ChannelInput.readRange(channel, at, length));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private SessionMessage messageAt(long brace) throws IOException {
    try {
      SessionMessage message = SessionParser.message(channel, brace, document.size);
      return message.isWhole() ? message : null;
    } catch (JsonSyntaxException e) {
      return null;
    }
  }

  /** Offset of the next line that begins a message, or -1. */
  private long find(long from) throws IOException {
    long at = from;
    while (at + BEGIN.length <= document.size) {
      int length = (int) Math.min(BUFFER, document.size - at);
      byte[] bytes = ChannelInput.readRange(channel, at, length);
      for (int i = 0; i + BEGIN.length <= length; i++) {
        if (bytes[i] == '\n' && Arrays.equals(bytes, i, i + BEGIN.length, BEGIN, 0, BEGIN.length)) {
          return at + i;
        }
      }
      at += length - BEGIN.length + 1;
    }
    return -1;
  }
}
