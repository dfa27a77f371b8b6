package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.system.NativeRecordLocks;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Who has a database open, as its byte-range locks tell; asked without taking any ("File Locking And Concurrency In
 * SQLite Version 3"; for the log "WAL-mode File Format", 2.3). A process is its id, 0 when the id cannot be seen from
 * here, -1 when there is none.
 *
 * @param main one that has the database open: every connection in WAL mode holds a shared lock on it
 * @param log one that has the log open: it holds byte 128 of the {@code -shm} as long as it does
 * @param writer the one that writes into the log now
 * @param exclusive one that holds the database exclusively, so that nobody else can even read
 */
public record DatabaseLocks(long main, long log, long writer, long exclusive) {

  /** Nobody holds anything. */
  public static final DatabaseLocks NONE = new DatabaseLocks(-1, -1, -1, -1);

  private static final long SHARED_FIRST = 0x40000002L;
  private static final long SHARED_SIZE = 510;
  private static final long WRITER = 120;
  private static final long DEAD_MAN_SWITCH = 128;

  /**
   * Asks for the locks; of a database that is not there nobody holds any.
   *
   * @throws IllegalStateException when this process itself has the database open
   * @throws StoreException when they cannot be asked for
   */
  public static DatabaseLocks of(Path database) throws StoreException {
    try {
      return FileIdentity.ofNullable(database) == null ? NONE
          : OpenDatabases.plainly(database, () -> ask(database));
    } catch (IOException e) {
      throw StorageIoException.wrap("look at the locks of", database, e);
    }
  }

  /**
   * Asks for the log on both sides of the database, since a process that comes or goes holds only one of them. Drops
   * what this process holds itself.
   */
  static DatabaseLocks ask(Path database) throws IOException {
    Path index = DatabaseFile.beside(database, "-shm");
    long before = FileIdentity.ofNullable(index) == null ? -1 : holder(index, DEAD_MAN_SWITCH);
    long main;
    long exclusive;
    try (NativeRecordLocks locks = NativeRecordLocks.of(database)) {
      main = locks.holder(SHARED_FIRST, SHARED_SIZE);
      exclusive = locks.exclusiveHolder(SHARED_FIRST, SHARED_SIZE);
    }
    long log = before < 0 ? -1 : holder(index, DEAD_MAN_SWITCH);
    return new DatabaseLocks(main, log == before || main >= 0 ? log : -1, log < 0 ? -1 : holder(index, WRITER),
        exclusive);
  }

  private static long holder(Path file, long at) throws IOException {
    try (NativeRecordLocks locks = NativeRecordLocks.of(file)) {
      return locks.holder(at, 1);
    } catch (IOException e) {
      if (FileIdentity.ofNullable(file) == null) {
        return -1;
      }
      throw e;
    }
  }

  /** Whether somebody has it open. */
  public boolean isOpen() {
    return main >= 0 || log >= 0;
  }

  /**
   * Whether a process has the log open but has lost its lock on the database, as by closing another descriptor of it:
   * then the next connection that is opened for writing and closed, by anybody, takes itself for the last one and
   * removes the log under it, with everything that it commits from there on.
   */
  public boolean isLost() {
    return main < 0 && log >= 0;
  }
}
