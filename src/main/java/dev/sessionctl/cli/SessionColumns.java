package dev.sessionctl.cli;

import dev.sessionctl.output.Column;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.Style;
import dev.sessionctl.output.ValueKind;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The columns of a list of sessions. */
final class SessionColumns {

  static final List<String> KNOWN = List.of("store", "key", "id", "kind", "agent", "title", "createdAt",
      "lastActivity", "age", "messages", "tokens", "bytes", "state", "flags");
  private static final List<String> TABLE = List.of("key", "kind", "lastActivity", "tokens", "bytes", "state");
  private static final List<String> WIDE = List.of("key", "id", "kind", "agent", "title", "createdAt",
      "lastActivity", "age", "tokens", "bytes", "state");
  private static final List<String> CONTRACT = List.of("store", "key", "id", "kind", "agent", "title", "createdAt",
      "lastActivity", "messages", "tokens", "bytes", "state", "flags");

  private final OutputFormat format;
  private final boolean columnsNamed;
  private final long now;
  private final List<String> extra = new ArrayList<>();
  /** Replaced as a whole, since rows may be compared by several threads. */
  private Described described;
  /** Those of the formats of the stores that are listed: the others would be empty. */
  private final List<String> usualExtra = new ArrayList<>();

  /** @param listed the stores whose sessions are shown */
  SessionColumns(OutputFormat format, boolean columnsNamed, long now, List<StoreFormat> formats,
      List<StoreRef> listed) {
    this.format = format;
    this.columnsNamed = columnsNamed;
    this.now = now;
    for (StoreFormat each : formats) {
      for (String name : each.extraColumns()) {
        if (!extra.contains(name) && !KNOWN.contains(name)) {
          extra.add(name);
        }
      }
      boolean used = listed.stream().anyMatch(store -> store.format().equals(each.name()));
      for (String name : used ? each.extraColumns() : List.<String>of()) {
        if (extra.contains(name) && !usualExtra.contains(name)) {
          usualExtra.add(name);
        }
      }
    }
  }

  /** All names there are. */
  List<String> known() {
    List<String> names = new ArrayList<>(KNOWN);
    names.addAll(extra);
    return names;
  }

  /** What is shown when no columns are named. */
  List<String> usual(boolean severalStores) {
    List<String> usual = switch (format) {
      case TABLE -> TABLE;
      case WIDE -> WIDE;
      case NAME -> List.of("key");
      default -> CONTRACT;
    };
    List<String> names = new ArrayList<>(usual);
    if (format == OutputFormat.WIDE) {
      names.addAll(usualExtra);
    }
    if (severalStores && format.isHuman()) {
      names.add("store");
    }
    return names;
  }

  /** Those of the names that only the formats know, in the order in which they are asked for. */
  List<String> extraOf(List<String> names) {
    List<String> wanted = new ArrayList<>(extra);
    wanted.retainAll(names);
    return wanted;
  }

  /** A column; the requested extra columns give the position of its value in a row. */
  Column<Session> column(String name, List<String> requestedExtra) {
    return switch (name) {
      case "store" -> Column.<Session>text(name, "STORE", s -> s.store().path().toString()).asFlexible();
      case "key" -> Column.<Session>text(name, "KEY", Session::key).asIdentity();
      case "id" -> Column.<Session>text(name, "ID", Session::id).asIdentity();
      case "kind" -> Column.<Session>text(name, "KIND", s -> s.kind().label());
      case "agent" -> Column.<Session>text(name, "AGENT", Session::agent);
      case "title" -> Column.<Session>text(name, "TITLE", Session::title).asFlexible();
      case "createdAt" -> Column.<Session>instant(name, "CREATED", s -> known(s.createdAt()));
      case "lastActivity" -> Column.<Session>of(name, "LAST-ACTIVITY",
          format == OutputFormat.TABLE && !columnsNamed ? ValueKind.AGE : ValueKind.INSTANT,
          s -> known(s.lastActivity()));
      case "age" -> Column.<Session>of(name, "AGE", format.isHuman() ? ValueKind.AGE : ValueKind.DURATION, this::age);
      case "messages" -> Column.<Session>integer(name, "MESSAGES", s -> known(s.messages()));
      case "tokens" -> Column.<Session>integer(name, "TOKENS", s -> known(s.tokens()));
      case "bytes" -> Column.<Session>bytes(name, "BYTES", s -> known(s.bytes()));
      case "state" -> Column.<Session>text(name, "STATE", this::state).withPaint(SessionColumns::paint);
      case "flags" -> Column.<Session>text(name, "FLAGS", Session::flags);
      default -> extra(name, requestedExtra.indexOf(name));
    };
  }

  /** The order that {@code --sort} names, with ties by key and store. */
  Comparator<Session> order(String sort, List<String> requestedExtra) {
    Function<String, Column<Session>> columns = name -> column(name, requestedExtra);
    boolean descending = sort.startsWith("-");
    ToLongFunction<Session> number = number(descending ? sort.substring(1) : sort);
    if (number == null) {
      return RowOrder.of(sort, columns, List.of("key", "store"));
    }
    return new NumberOrder<>(number, Session.UNKNOWN, descending,
        RowOrder.of("key", columns, List.of("store")));
  }

  private static ToLongFunction<Session> number(String name) {
    return switch (name) {
      case "createdAt" -> Session::createdAt;
      case "lastActivity" -> Session::lastActivity;
      case "messages" -> Session::messages;
      case "tokens" -> Session::tokens;
      case "bytes" -> Session::bytes;
      default -> null;
    };
  }

  private static Column<Session> extra(String name, int index) {
    return Column.text(name, heading(name),
        s -> s.extra() == null || index < 0 || index >= s.extra().length ? null : s.extra()[index]);
  }

  /** {@code chatType} is headed CHAT-TYPE. */
  private static String heading(String name) {
    StringBuilder heading = new StringBuilder();
    for (char c : name.toCharArray()) {
      heading.append(Character.isUpperCase(c) ? "-" : "").append(Character.toUpperCase(c));
    }
    return heading.toString();
  }

  static Long known(long value) {
    return value == Session.UNKNOWN ? null : (Long) value;
  }

  private Long age(Session session) {
    if (session.lastActivity() == Session.UNKNOWN) {
      return null;
    }
    return format.isHuman() ? session.lastActivity() : now - session.lastActivity();
  }

  private String state(Session session) {
    String label = session.state().label();
    if (!format.isHuman() || columnsNamed || session.flags().isEmpty()) {
      return label;
    }
    // Rows share few lists, so most have that of the row before.
    Described last = described;
    if (last == null || session.flags() != last.flags() || session.state() != last.state()) {
      last = new Described(session.state(), session.flags(), label + " (" + String.join(", ", session.flags()) + ")");
      described = last;
    }
    return last.text();
  }

  /** The text of a state with flags. */
  private record Described(SessionState state, List<String> flags, String text) {}

  private static Style paint(Session session) {
    if (session.state() == SessionState.RUNNING) {
      return Style.GREEN;
    } else if (session.state() == SessionState.PENDING) {
      return Style.YELLOW;
    }
    return session.state() == SessionState.ARCHIVED ? Style.DIM : null;
  }
}
