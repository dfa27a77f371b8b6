package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reading beside a process that writes as the product does. */
@Timeout(180)
class ReadBesideWriterTest {

  private static final int SESSIONS = 12;
  private static final int ROUNDS = 10;

  @TempDir
  private Path temporary;

  /**
   * Files are whole whenever nobody writes them, and all the time somebody does: whatever is called damaged was not at
   * rest.
   */
  @Test
  void noFalseAlarms() throws Exception {
    GeminiFixture store = GeminiFixture.in(temporary.toRealPath());
    List<String> alarms = new ArrayList<>();
    long checked = 0;
    try (WriterProcess writer = new WriterProcess(store.directory(), SESSIONS, 7, 1, "serial")) {
      for (int i = 0; i < ROUNDS; i++) {
        store.fake().clock().set(System.currentTimeMillis());
        GeminiStore open = new GeminiStore(store.ref(), store.fake().build());
        checked += open.check(new CheckRequest(3, 100, 0, null), finding -> collect(finding, alarms)).checked();
        list(open, alarms);
      }
      writer.end();
    }
    assertThat(alarms).isEmpty();
    assertThat(checked).isGreaterThanOrEqualTo(ROUNDS * (SESSIONS - 2L));
    assertThat(store.check(3).problems()).isEmpty();
  }

  /** Two saves at once leave files damaged at rest until the next save; each such finding is true. */
  @Test
  void whatIsFoundAtRestIsTrue() throws Exception {
    GeminiFixture store = GeminiFixture.in(temporary.toRealPath());
    Map<String, Integer> told;
    try (WriterProcess writer = new WriterProcess(store.directory(), SESSIONS, 8, 1, "overlap")) {
      store.fake().clock().set(System.currentTimeMillis());
      new GeminiStore(store.ref(), store.fake().build()).check(CheckRequest.FULL, finding -> { });
      told = writer.end();
    }
    store.fake().clock().set(System.currentTimeMillis() + 3_600_000);
    GeminiFixture.Outcome outcome = store.check(3);
    for (String id : told.keySet()) {
      Path file = store.directory().resolve(SafeName.of(id));
      boolean found = outcome.findings().stream()
          .anyMatch(finding -> finding.severity() == Severity.ERROR && file.equals(finding.path()));
      assertThat(found).as(id).isEqualTo(!isJson(file));
    }
  }

  private static boolean isJson(Path file) throws IOException {
    try (com.fasterxml.jackson.core.JsonParser parser =
        new com.fasterxml.jackson.core.JsonFactory().createParser(Files.readAllBytes(file))) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return false;
    }
  }

  private static void collect(Finding finding, List<String> alarms) {
    if (finding.severity() != Severity.INFO) {
      alarms.add(finding.id() + " " + finding.path() + " " + finding.message());
    }
  }

  private static void list(GeminiStore store, List<String> alarms) throws IOException {
    List<String> busy = new ArrayList<>();
    store.scan(ScanRequest.USUAL, new SessionVisitor() {
      @Override
      public void session(Session session) {
        if (session.flags().contains("damaged")) {
          alarms.add("list: " + session.key() + " is called damaged");
        }
      }

      @Override
      public void problem(Path path, String message) {
        if (!message.equals(SessionFile.BUSY)) {
          alarms.add("list: " + path + " " + message);
        }
        busy.add(message);
      }
    });
    assertThat(busy.size()).isLessThan(SESSIONS / 2);
  }
}
