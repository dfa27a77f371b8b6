package dev.sessionctl.cli;

import dev.sessionctl.output.HumanStyle;
import dev.sessionctl.output.SafeText;
import dev.sessionctl.output.Style;
import dev.sessionctl.output.TextSink;
import dev.sessionctl.output.Units;
import dev.sessionctl.storage.Artifact;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What is known of sessions and stores, in sections for people. */
final class DetailText {

  private static final int LABEL_WIDTH = 20;

  private final TextSink out;
  private final HumanStyle style;
  private boolean any;

  DetailText(TextSink out, HumanStyle style) {
    this.out = out;
    this.style = style;
  }

  void write(SessionDetail detail) throws IOException {
    Session session = detail.session();
    title(session.key());
    field("store", session.store().toString());
    field("id", session.id());
    field("kind", session.kind().label());
    field("agent", session.agent());
    field("title", session.title());
    field("created", time(session.createdAt()));
    field("last activity", time(session.lastActivity()));
    field("messages", number(session.messages()));
    field("tokens", number(session.tokens()));
    field("bytes", session.bytes() == Session.UNKNOWN ? null : Units.formatBytes(session.bytes()));
    field("state", session.state().label()
        + (session.flags().isEmpty() ? "" : " (" + String.join(", ", session.flags()) + ")"));
    for (Map.Entry<String, Map<String, Object>> group : detail.fields().entrySet()) {
      values(group.getKey(), group.getValue());
    }
    values("transcript", detail.transcript());
    artifacts(detail.artifacts());
    locks(detail.locks());
    owners(detail.owners());
    messages(detail.messages());
  }

  void title(String text) throws IOException {
    if (any) {
      out.write('\n');
    }
    any = true;
    out.write(Style.BOLD.apply(SafeText.neutralise(text), style.color())).write('\n');
  }

  void section(String name) throws IOException {
    out.write("\n  ").write(Style.BOLD.apply(SafeText.neutralise(name), style.color())).write('\n');
  }

  /** A line with a label; nothing when there is no value. */
  void field(String label, String value) throws IOException {
    if (value != null) {
      String shown = SafeText.neutralise(label);
      out.write("  ").write(shown).spaces(Math.max(1, LABEL_WIDTH - SafeText.width(shown)));
      out.write(SafeText.neutralise(value)).write('\n');
    }
  }

  void values(String name, Map<String, Object> values) throws IOException {
    if (values.isEmpty()) {
      return;
    }
    section(name);
    for (Map.Entry<String, Object> value : values.entrySet()) {
      field("  " + value.getKey(), text(value.getValue()));
    }
  }

  void locks(List<LockView> locks) throws IOException {
    if (!locks.isEmpty()) {
      section("locks");
    }
    for (LockView lock : locks) {
      String holder = lock.holder() != null ? lock.holder() : lock.pid() < 0 ? "holder unknown" : "pid " + lock.pid();
      String since = lock.since() == Session.UNKNOWN ? "" : ", since " + time(lock.since());
      field("  " + lock.verdict().label(), lock.path() + " (" + holder + since + ")");
    }
  }

  void owners(List<Owner> owners) throws IOException {
    if (!owners.isEmpty()) {
      section("owners");
    }
    for (Owner owner : owners) {
      out.write("    ").write(SafeText.neutralise(owner.toString())).write('\n');
    }
  }

  private void artifacts(List<Artifact> artifacts) throws IOException {
    if (!artifacts.isEmpty()) {
      section("files");
    }
    for (Artifact artifact : artifacts) {
      field("  " + artifact.role(), Units.formatBytes(artifact.bytes()) + "  " + artifact.path()
          + (artifact.shared() ? "  (shared with other sessions)" : ""));
    }
  }

  /** Line feeds inside a message are kept: people read it; everything else that is no text is made visible. */
  private void messages(List<Message> messages) throws IOException {
    if (!messages.isEmpty()) {
      section("messages");
    }
    for (Message message : messages) {
      String when = message.time() == Session.UNKNOWN ? "" : time(message.time()) + "  ";
      out.write("    ").write(when).write(SafeText.neutralise(String.valueOf(message.role()))).write('\n');
      String text = message.text() == null ? "" : message.text();
      for (String line : text.split("\n", -1)) {
        out.write("      ").write(SafeText.neutralise(line)).write('\n');
      }
    }
  }

  private String time(long millis) {
    if (millis == Session.UNKNOWN) {
      return null;
    }
    String age = Units.formatAge(style.nowMillis() - millis);
    return Units.formatLocal(millis, style.shownZone())
        + " (" + (age.startsWith("in ") || age.equals("now") ? age : age + " ago") + ")";
  }

  private static String number(long value) {
    return value == Session.UNKNOWN ? null : Long.toString(value);
  }

  private String text(Object value) {
    if (value instanceof Instant instant) {
      return time(instant.toEpochMilli());
    }
    if (value instanceof List<?> list) {
      StringBuilder joined = new StringBuilder();
      for (Object item : list) {
        joined.append(joined.length() == 0 ? "" : ", ").append(text(item));
      }
      return joined.length() == 0 ? "(none)" : joined.toString();
    }
    if (value instanceof Map<?, ?> map) {
      StringBuilder joined = new StringBuilder();
      map.forEach((name, item) ->
          joined.append(joined.length() == 0 ? "" : ", ").append(name).append('=').append(text(item)));
      return joined.length() == 0 ? "(none)" : joined.toString();
    }
    return String.valueOf(value);
  }
}
