package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.sqlite.TestDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process that writes as a gateway does while its database is listed, inspected and verified: none of its writes
 * fails, what is read is whole and never goes back, and nothing is left beside the database.
 */
@Timeout(120)
class BesideGatewayTest {

  private static final int ROUNDS = Integer.getInteger("sessionctl.rounds", 15);
  private static final int SESSIONS = 40;

  @TempDir
  private Path temporary;

  @ParameterizedTest
  @CsvSource({"WAL, 0", "WAL, 5000", "DELETE, 5000"})
  void nothingOfItFails(String journal, String patience) throws Exception {
    PraisonHome home = new PraisonHome(temporary);
    GatewayDatabase database = new GatewayDatabase(home.sessions, home.environment());
    database.close();
    Process gateway = SqliteHolder.start(GatewayWriter.class, database.path.toString(), journal, patience,
        String.valueOf(SESSIONS));
    Map<String, Long> seen = new HashMap<>();
    for (int i = 0; i < ROUNDS || seen.size() < SESSIONS; i++) {
      for (Session session : database.scan()) {
        // The title is the number of messages: a row is of one moment.
        assertThat(session.title()).isEqualTo(String.valueOf(session.messages()));
        assertThat(session.messages()).isGreaterThanOrEqualTo(seen.getOrDefault(session.key(), 0L));
        seen.put(session.key(), session.messages());
      }
      assertThat(database.check(3)).isEmpty();
      if (seen.containsKey("s0")) {
        SessionDetail detail = database.store().inspect("s0", new InspectRequest(1, false));
        assertThat(detail.session().title()).isEqualTo(String.valueOf(detail.session().messages()));
      }
      assertThat(database.store().locks()).allMatch(lock -> lock.pid() == gateway.pid());
    }
    String said = SqliteHolder.stop(gateway);
    long messages = database.scan().stream().mapToLong(Session::messages).sum();
    assertThat(said).isEqualTo("done " + messages + " failed 0");
    assertThat(TestDatabase.files(home.root)).hasSize(1);
  }
}
