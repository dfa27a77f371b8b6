package dev.sessionctl.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.CliContext;
import dev.sessionctl.storage.NoStoreException;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.testing.CliHarness;
import dev.sessionctl.testing.FakeStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that Tab offers. */
class KeyScanTest {

  @TempDir
  private Path home;
  private CliContext context;
  private FakeStore store;

  @BeforeEach
  void aStore() throws IOException {
    CliHarness cli = new CliHarness(home);
    store = cli.format.create(home.resolve(".fake"), "one");
    context = cli.context(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
  }

  private KeyScan scan(KeyScan former, String prefix) throws InterruptedException {
    KeyScan scan = KeyScan.of(former, context, List.of(), prefix);
    scan.awaitEnd();
    return scan;
  }

  private static List<String> keys(KeyScan scan) {
    return scan.sessions().stream().map(Session::key).toList();
  }

  @Test
  void whatBeginsSoIsThere() throws Exception {
    store.add("a1", SessionKind.MAIN, 0, 5).add("b", SessionKind.MAIN, 0, 5).add("a2", SessionKind.CRON, 0, 5)
        .add("a\u001b[31m", SessionKind.CRON, 0, 5).add("a\u202e", SessionKind.CRON, 0, 5);
    KeyScan scan = scan(null, "a");
    assertThat(keys(scan)).containsExactly("a1", "a2");
    assertThat(scan.complete()).isTrue();
    assertThat(scan(scan, "a2")).as("knows it all already").isSameAs(scan);
    assertThat(scan(scan, "b")).isNotSameAs(scan);
    assertThat(KeyScan.of(scan, context, List.of(home.toString()), "a")).isNotSameAs(scan);
  }

  @Test
  void thereAreNeverMoreThanAPersonLooksAt() throws Exception {
    for (int i = 0; i < 5000; i++) {
      store.add("a" + i, SessionKind.CRON, 0, 5);
    }
    KeyScan scan = scan(null, "a");
    assertThat(keys(scan)).hasSize(KeyScan.MOST);
    assertThat(scan.complete()).isFalse();
    KeyScan narrow = scan(scan, "a499");
    assertThat(narrow).as("the first ones are not all").isNotSameAs(scan);
    assertThat(keys(narrow)).hasSize(11).contains("a4999");
    assertThat(narrow.complete()).isTrue();
  }

  @Test
  void aStoreThatCannotBeReadHasNone() throws Exception {
    store.failure = new NoStoreException("gone");
    KeyScan scan = scan(null, "");
    assertThat(keys(scan)).isEmpty();
    assertThat(scan.complete()).as("there is nothing to wait for").isTrue();
  }
}
