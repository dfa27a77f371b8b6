package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What was observed of the plugin's own bounded map (2.4.19): of 2 500 sessions of which the first was refreshed, a cap
 * of 2 000 takes exactly 00001 to 00500; after 1 999 more exactly 00001 to 02499 are gone, and the refreshed one stays.
 * Its bounded set goes by the first time only.
 */
class EvictOracleTest {

  @TempDir
  Path directory;

  private static String id(int number) {
    return String.format(Locale.ROOT, "%05d", number);
  }

  private static List<String> ids(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(EvictOracleTest::id).toList();
  }

  /**
   * In full and by the first time with a tenth of the figures.
   *
   * @param unit a quarter of the cap
   */
  @ParameterizedTest
  @CsvSource({"500, false, lru", "50, true, lru", "50, false, fifo"})
  void takesExactlyWhomThePluginForgets(int unit, boolean full, String order) throws IOException {
    Tree tree = Tree.in(directory);
    Runs runs = new Runs(tree);
    int cap = 4 * unit;
    for (int i = 0; i < 5 * unit; i++) {
      tree.plugin(i).capture(id(i), "progressive-20", "x", 1);
    }
    tree.plugin(5 * unit).capture(id(0), "progressive-35", "y", 1);
    tree.aged(Tree.LONG_AGO);
    evict(runs, cap, full, order);
    boolean lru = order.equals("lru");
    assertThat(gone(tree, 5 * unit)).isEqualTo(lru ? ids(1, unit) : ids(0, unit - 1));
    int all = 5 * unit + cap - 1;
    for (int i = 5 * unit; i < all; i++) {
      tree.plugin(i + 1).capture(id(i), "progressive-20", "x", 1);
    }
    tree.aged(Tree.LONG_AGO);
    evict(runs, cap, full, order);
    assertThat(gone(tree, all)).isEqualTo(lru ? ids(1, all - cap) : ids(0, all - cap - 1));
    assertThat(tree.plugin.errors()).isZero();
  }

  private static void evict(Runs runs, int cap, boolean full, String order) {
    List<String> options = new ArrayList<>(List.of("--max-sessions", Integer.toString(cap), "--order", order));
    if (full) {
      options.add("--full");
    }
    runs.change(0, "evict", options.toArray(String[]::new));
  }

  /** Of how many the captures are gone; in full also their directories. */
  private static List<String> gone(Tree tree, int sessions) throws IOException {
    var rows = tree.scan();
    List<String> gone = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      Session row = rows.get(id(i));
      if (row == null || row.state() == SessionState.EVICTED) {
        gone.add(id(i));
      }
    }
    return gone;
  }
}
