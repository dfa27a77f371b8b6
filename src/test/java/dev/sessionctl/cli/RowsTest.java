package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
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
