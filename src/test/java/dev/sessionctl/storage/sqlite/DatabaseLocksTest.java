package dev.sessionctl.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseLocksTest {

  @TempDir
  Path directory;

  private Path database() throws Exception {
    Path path = directory.resolve("a b.db");
    TestDatabase.write(path, "CREATE TABLE t(a)");
    return path;
  }

  @Test
  void nobodyHoldsAnything() throws Exception {
    assertThat(DatabaseLocks.of(database())).isEqualTo(DatabaseLocks.NONE);
    assertThat(DatabaseLocks.NONE.isOpen()).isFalse();
    assertThat(DatabaseLocks.NONE.isLost()).isFalse();
  }

  @Test
  void whoHasItOpenIsSeenAndNotDisturbed() throws Exception {
    Path path = database();
    Process holder = SqliteHolder.start("write", path.toString(), "0", "INSERT INTO t VALUES(1)");
    for (int i = 0; i < 100; i++) {
      DatabaseLocks locks = DatabaseLocks.of(path);
      assertThat(locks.main()).isEqualTo(holder.pid());
      assertThat(locks.log()).isEqualTo(holder.pid());
      assertThat(locks.isOpen()).isTrue();
      assertThat(locks.isLost()).isFalse();
      assertThat(locks.exclusive()).isEqualTo(-1);
    }
    assertThat(SqliteHolder.stop(holder)).contains("failed 0 ");
    assertThat(DatabaseLocks.of(path)).isEqualTo(DatabaseLocks.NONE);
  }

  @Test
  void whoHasLostItsLockIsTold() throws Exception {
    Path path = database();
    Process holder = SqliteHolder.start("lose", path.toString());
    DatabaseLocks locks = DatabaseLocks.of(path);
    assertThat(locks.isLost()).isTrue();
    assertThat(locks.log()).isEqualTo(holder.pid());
    SqliteHolder.stop(holder);
    assertThat(DatabaseLocks.of(path).isLost()).isFalse();
  }
}
