package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {

  private record Row(int value, int arrival) {}

  private static List<Row> rows(int count) {
    Random random = new Random(count);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new Row(random.nextInt(count / 3 + 1), i));
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, Rows.SORTED_IN_HALVES - 1, Rows.SORTED_IN_HALVES + 5})
  void areSortedAndKeepTheirOrderWhereEqual(int count) throws IOException {
    List<Row> seen = new ArrayList<>();
    Rows<Row> rows = new Rows<>(Comparator.comparingInt(Row::value), Long.MAX_VALUE, seen::add);
    for (Row row : rows(count)) {
      rows.add(row);
    }
    assertThat(rows.finish()).isEqualTo(count);
    assertThat(seen).hasSize(count)
        .isSortedAccordingTo(Comparator.comparingInt(Row::value).thenComparingInt(Row::arrival));
  }

  /** Many rows are ordered by their numbers without being compared, and come as if they were. */
  @ParameterizedTest
  @CsvSource({"false,3", "true,3", "false,1000000", "true,1000000", "true,9223372036854775807"})
  void manyAreOrderedByTheirNumbers(boolean descending, long spread) throws IOException {
    Random random = new Random(spread);
    List<Numbered> all = new ArrayList<>();
    for (int i = 0; i < Rows.SORTED_IN_HALVES + 5; i++) {
      long number = random.nextInt(10) == 0 ? -1 : random.nextLong() >>> 1;
      all.add(new Numbered(number < 0 ? number : number % spread, "k" + random.nextInt(100_000)));
    }
    NumberOrder<Numbered> order =
        new NumberOrder<>(Numbered::number, -1, descending, Comparator.comparing(Numbered::key));
    List<Numbered> seen = new ArrayList<>();
    Rows<Numbered> rows = new Rows<>(order, Long.MAX_VALUE, seen::add);
    for (Numbered row : all) {
      rows.add(row);
    }
    assertThat(rows.finish()).isEqualTo(all.size());
    all.sort(order);
    assertThat(seen).isEqualTo(all);
    assertThat(seen.get(seen.size() - 1).number()).isEqualTo(-1);
    assertThat(order.sorted(all) == null).as("too far apart").isEqualTo(spread == Long.MAX_VALUE);
  }

  private record Numbered(long number, String key) {}

  @Test
  void numbersOfEitherSignAndNone() {
    NumberOrder<Numbered> order =
        new NumberOrder<>(Numbered::number, Long.MIN_VALUE, false, Comparator.comparing(Numbered::key));
    Numbered none = new Numbered(Long.MIN_VALUE, "n");
    List<Numbered> rows = List.of(none, new Numbered(5, "b"), new Numbered(-5, "c"), new Numbered(5, "a"));
    assertThat(order.sorted(rows)).extracting(Numbered::key).containsExactly("c", "a", "b", "n");
    assertThat(order.sorted(List.of(none))).containsExactly(none);
    assertThat(order.sorted(List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 5000})
  void ofALimitTheFirstAreKept(int limit) throws IOException {
    List<Row> seen = new ArrayList<>();
    Comparator<Row> order = Comparator.comparingInt(Row::value).thenComparingInt(Row::arrival);
    Rows<Row> rows = new Rows<>(order, limit, seen::add);
    List<Row> all = rows(3000);
    for (Row row : all) {
      rows.add(row);
    }
    all.sort(order);
    assertThat(rows.finish()).isEqualTo(Math.min(limit, 3000));
    assertThat(seen).isEqualTo(all.subList(0, Math.min(limit, 3000)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5000})
  void withoutAnOrderTheyPassAtOnce(int limit) throws IOException {
    List<Row> seen = new ArrayList<>();
    Rows<Row> rows = new Rows<>(null, limit, seen::add);
    List<Row> all = rows(3000);
    for (Row row : all) {
      rows.add(row);
    }
    assertThat(seen).isEqualTo(all.subList(0, Math.min(limit, 3000)));
    assertThat(rows.finish()).isEqualTo(seen.size());
  }
}
