package dev.sessionctl.cli;

import dev.sessionctl.output.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Orders rows by the value of a column; what has no value comes last either way. */
final class RowOrder {
  private RowOrder() {}

  /** The order that {@code --sort} names, with ties by the given columns, so that two runs agree. */
  static <R> Comparator<R> of(String sort, Function<String, Column<R>> columns, List<String> ties) {
    boolean descending = sort.startsWith("-");
    Column<R> column = columns.apply(descending ? sort.substring(1) : sort);
    List<Comparator<R>> orders = new ArrayList<>();
    orders.add(by(column, descending));
    for (String tie : ties) {
      if (!tie.equals(column.name())) {
        orders.add(by(columns.apply(tie), false));
      }
    }
    // Not thenComparing: it is serializable, and such lambdas are in no start-up archive.
    return (one, other) -> {
      int result = 0;
      for (int i = 0; result == 0 && i < orders.size(); i++) {
        result = orders.get(i).compare(one, other);
      }
      return result;
    };
  }

  private static <R> Comparator<R> by(Column<R> column, boolean descending) {
    Function<? super R, ?> value = column.value();
    return (one, other) -> {
      Object a = value.apply(one);
      Object b = value.apply(other);
      if (a == null || b == null) {
        return a == b ? 0 : a == null ? 1 : -1;
      }
      int result = a instanceof Long x && b instanceof Long y ? Long.compare(x, y)
          : String.valueOf(a).compareTo(String.valueOf(b));
      return descending ? -result : result;
    };
  }
}
