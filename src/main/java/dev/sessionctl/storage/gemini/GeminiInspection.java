package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Artifact;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers everything that is known of one session. */
record GeminiInspection(StoreRef ref, Environment environment, InspectRequest request) {

  /** Largest file that is shown raw. */
  private static final long LARGEST_RAW = 256L << 20;

  /** Where a message stands. */
  private record Range(long start, long end) {}

  /** What a reading of the whole file tells beyond the document. */
  private static final class Numbers {
    private final Map<String, Long> roles = new LinkedHashMap<>();
    private final Deque<Range> last = new ArrayDeque<>();
    private final List<Message> messages = new ArrayList<>();
    private long toolUses;
    private long toolResults;
    private byte[] raw;
  }

  SessionDetail detail(Catalog.Entry entry, List<Owner> owners) throws IOException {
    Numbers[] numbers = new Numbers[1];
    SessionFile whole = SessionFile.read(entry.file().path(), StableRead::sleep, channel -> {
      // Read again when it changes meanwhile: then it is counted anew.
      numbers[0] = new Numbers();
      return read(channel, numbers[0]);
    });
    if (whole == null) {
      throw new NoSuchSessionException("no session " + entry.key() + " in " + ref.path()
          + ": it has just been removed");
    }
    if (whole.document() == null) {
      throw new CorruptStoreException("cannot read " + whole.path() + ": " + whole.problem());
    }
    Catalog.Entry present = new Catalog.Entry(whole, entry.key(), entry.shadowedBy());
    Session session = new SessionRows(ref, new ScanRequest(true, true, false, List.of()), environment).row(present);
    return new SessionDetail(session, fields(present), List.of(artifact(whole)), List.of(), owners,
        statistics(whole.document(), numbers[0]), numbers[0].messages, numbers[0].raw);
  }

  private SessionDocument read(FileChannel channel, Numbers numbers) throws IOException {
    SessionDocument document = SessionParser.parse(channel, message -> {
      numbers.roles.merge(message.role == null ? "none" : message.role, 1L, Long::sum);
      numbers.toolUses += message.toolUses.size();
      numbers.toolResults += message.toolResults.size();
      if (request.lastMessages() > 0) {
        numbers.last.add(new Range(message.start, message.end));
        if (numbers.last.size() > request.lastMessages()) {
          numbers.last.remove();
        }
      }
    }, true);
    for (Range range : numbers.last) {
      numbers.messages.add(MessageText.of(channel, range.start(), range.end()));
    }
    if (request.raw()) {
      numbers.raw = ChannelInput.readRange(channel, 0, (int) Math.min(LARGEST_RAW, channel.size()));
    }
    return document;
  }

  private static Map<String, Map<String, Object>> fields(Catalog.Entry entry) {
    SessionDocument document = entry.document();
    Map<String, Object> session = new LinkedHashMap<>();
    put(session, "projectPath", document.projectPath);
    put(session, "cliSessionId", document.cliSessionId);
    session.put("resumable", document.cliSessionId != null);
    put(session, "createdAt", instant(document.createdAt));
    put(session, "lastActivity", instant(document.lastActivity));
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("name", entry.file().name());
    if (document.id != null) {
      file.put("written as", SafeName.of(document.id));
    }
    put(file, "shadowed by", entry.shadowedBy() == null ? null : entry.shadowedBy().getFileName().toString());
    put(file, "damage", document.problem);
    Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
    groups.put("session", session);
    groups.put("file", file);
    return groups;
  }

  private static Map<String, Object> statistics(SessionDocument document, Numbers numbers) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("messages", document.messages);
    numbers.roles.forEach((role, count) -> values.put(role, count));
    values.put("toolCalls", numbers.toolUses);
    values.put("toolResults", numbers.toolResults);
    put(values, "firstMessage", instant(document.firstMessage));
    put(values, "lastMessage", instant(document.lastMessage));
    return values;
  }

  private static Artifact artifact(SessionFile file) {
    Path path = file.path();
    FileIdentity identity = file.identity();
    return new Artifact(path, "session", identity.size(), identity.modifiedMillis(), false);
  }

  private static Instant instant(long time) {
    return time == Session.UNKNOWN ? null : Instant.ofEpochMilli(time);
  }

  private static void put(Map<String, Object> values, String name, Object value) {
    if (value != null) {
      values.put(name, value);
    }
  }
}
