package dev.sessionctl.output;

import java.util.Objects;
import java.util.function.Function;

/**
 * One column of a listing. Immutable; as thread-safe as its functions.
 *
 * @param name the name in JSON, TSV and CSV, in camelCase; scripts rely on it
 * @param header the heading people see, in upper case
 * @param kind what the values mean
 * @param right aligned to the right
 * @param flexible the column that is cut when a table is wider than the terminal
 * @param wideOnly left out of the table format, shown in the wide one and in machine formats
 * @param identity the column that {@code -o name} prints
 * @param value the machine value of a row: String, Long, Boolean, List of String or null; times are Long
 *     epoch milliseconds
 * @param paint how to stress the cell of a row for people; null, or a null result, for plain
 */
public record Column<R>(String name, String header, ValueKind kind, boolean right, boolean flexible,
    boolean wideOnly, boolean identity, Function<? super R, ?> value, Function<? super R, Style> paint) {
  public Column {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(value, "value");
  }

  /** A column of strings, lists of strings or booleans, aligned to the left. */
  public static <R> Column<R> text(String name, String header, Function<? super R, ?> value) {
    return of(name, header, ValueKind.TEXT, value);
  }

  /** A column of whole numbers, aligned to the right. */
  public static <R> Column<R> integer(String name, String header, Function<? super R, ?> value) {
    return of(name, header, ValueKind.INTEGER, value);
  }

  /** A column of sizes in bytes, aligned to the right. */
  public static <R> Column<R> bytes(String name, String header, Function<? super R, ?> value) {
    return of(name, header, ValueKind.BYTES, value);
  }

  /** A column of epoch milliseconds that people see as wall-clock times. */
  public static <R> Column<R> instant(String name, String header, Function<? super R, ?> value) {
    return of(name, header, ValueKind.INSTANT, value);
  }

  /** A column of epoch milliseconds that people see as ages. */
  public static <R> Column<R> age(String name, String header, Function<? super R, ?> value) {
    return of(name, header, ValueKind.AGE, value);
  }

  /** A column of any kind; numbers, sizes, ages and durations are aligned to the right. */
  public static <R> Column<R> of(String name, String header, ValueKind kind, Function<? super R, ?> value) {
    boolean right = kind != ValueKind.TEXT && kind != ValueKind.INSTANT;
    return new Column<>(name, header, kind, right, false, false, false, value, null);
  }

  /** The same column, cut when a table is wider than the terminal. */
  public Column<R> asFlexible() {
    return new Column<>(name, header, kind, right, true, wideOnly, identity, value, paint);
  }

  /** The same column as the one that {@code -o name} prints. */
  public Column<R> asIdentity() {
    return new Column<>(name, header, kind, right, flexible, wideOnly, true, value, paint);
  }

  /** The same column, left out of (or, with false, kept in) the table format. */
  public Column<R> withWideOnly(boolean only) {
    return new Column<>(name, header, kind, right, flexible, only, identity, value, paint);
  }

  /** The same column, with cells stressed as the function says. */
  public Column<R> withPaint(Function<? super R, Style> how) {
    return new Column<>(name, header, kind, right, flexible, wideOnly, identity, value, how);
  }
}
