package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.gemini.SessionDocument.Condition;
import dev.sessionctl.storage.text.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a damaged file becomes: its first complete document with the messages that were found behind it, or, where there
 * is none, a document as the product writes it with all messages that are whole. Messages are copied as they stand.
 */
final class MendedDocument {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Salvage salvage;
  private final String id;
  private final SessionDocument tail;

  private MendedDocument(Salvage salvage, String id, SessionDocument tail) {
    this.salvage = salvage;
    this.id = id;
    this.tail = tail;
  }

  /**
   * What can be made of a file, or null when there is nothing: no message, or no id, neither in it nor in its name.
   *
   * @param name the name of the file, which the product derives from the id
   */
  static MendedDocument of(Salvage salvage, String name) throws IOException {
    SessionDocument document = salvage.document();
    if (document.condition == Condition.EMPTY) {
      return null;
    }
    if (document.documentEnd >= 0) {
      return document.hasMessages ? new MendedDocument(salvage, document.id, salvage.tail()) : null;
    }
    String id = document.id != null ? document.id : SafeName.idOf(name);
    boolean any = !salvage.first().isEmpty() || !salvage.recovered().isEmpty();
    return id == null || document.oddId || !any ? null : new MendedDocument(salvage, id, salvage.tail());
  }

  /** Its id, or null where the document has none. */
  String id() {
    return id;
  }

  /** Where what does not come along as it stands begins. */
  long damagedFrom() {
    SessionDocument document = salvage.document();
    return document.documentEnd >= 0 ? document.documentEnd : salvage.endOfFirst();
  }

  /** Writes it. */
  void write(FileChannel source, OutputStream out) throws IOException {
    if (salvage.document().documentEnd >= 0) {
      complete(source, out);
    } else {
      anew(source, out);
    }
  }

  /** The first document, with what was found put in where it belongs. */
  private void complete(FileChannel source, OutputStream out) throws IOException {
    SessionDocument document = salvage.document();
    long from = document.condition == Condition.BYTE_ORDER_MARK ? 3 : 0;
    if (salvage.recovered().isEmpty()) {
      copy(source, from, document.documentEnd, out);
      return;
    }
    long insertAt = salvage.first().isEmpty() ? document.messagesClose : salvage.endOfFirst();
    boolean laterTime = document.activeStart > insertAt && salvage.newest() > document.lastActivity;
    copy(source, from, insertAt, out);
    messages(salvage.recovered(), !salvage.first().isEmpty(), source, out);
    if (salvage.first().isEmpty()) {
      ascii(out, "\n  ");
    }
    if (laterTime) {
      copy(source, insertAt, document.activeStart, out);
      out.write(time(salvage.newest()));
      copy(source, document.activeEnd, document.documentEnd, out);
    } else {
      copy(source, insertAt, document.documentEnd, out);
    }
  }

  private void anew(FileChannel source, OutputStream out) throws IOException {
    SessionDocument document = salvage.document();
    List<Salvage.Part> all = new ArrayList<>(salvage.first());
    all.addAll(salvage.recovered());
    ascii(out, "{\n  \"id\": ");
    out.write(JsonText.quote(id));
    ascii(out, ",\n  \"projectPath\": ");
    out.write(JsonText.quote(document.projectPath == null ? "" : document.projectPath));
    ascii(out, ",\n  \"messages\": [");
    messages(all, false, source, out);
    ascii(out, "\n  ],\n  \"createdAt\": ");
    out.write(time(created(document, all)));
    ascii(out, ",\n  \"lastActivity\": ");
    out.write(time(Math.max(salvage.newest(), tail == null ? Session.UNKNOWN : tail.lastActivity)));
    String cliSession = tail != null && tail.cliSessionId != null ? tail.cliSessionId : document.cliSessionId;
    if (cliSession != null) {
      ascii(out, ",\n  \"cliSessionId\": ");
      out.write(JsonText.quote(cliSession));
    }
    ascii(out, "\n}");
  }

  /** When it was created, where that was read; its first message came at the earliest then. */
  private long created(SessionDocument document, List<Salvage.Part> all) {
    if (document.createdAt != Session.UNKNOWN) {
      return document.createdAt;
    }
    if (tail != null) {
      return tail.createdAt;
    }
    for (Salvage.Part part : all) {
      if (part.time() != Session.UNKNOWN) {
        return part.time();
      }
    }
    return Session.UNKNOWN;
  }

  private static void messages(List<Salvage.Part> parts, boolean more, FileChannel source, OutputStream out)
      throws IOException {
    boolean comma = more;
    for (Salvage.Part part : parts) {
      ascii(out, comma ? ",\n    " : "\n    ");
      copy(source, part.start(), part.end(), out);
      comma = true;
    }
  }

  private static byte[] time(long millis) {
    String text = millis == Session.UNKNOWN ? "null" : "\"" + TIME.format(Instant.ofEpochMilli(millis)) + "\"";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void copy(FileChannel source, long from, long to, OutputStream out) throws IOException {
    new ChannelInput(source, from, to).transferTo(out);
  }

  private static void ascii(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
