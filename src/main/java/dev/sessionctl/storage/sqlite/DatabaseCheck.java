package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.check.FindingClass;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What can be wrong with a database whatever is in it: its file, its log, the locks on it, and SQLite's own checks.
 *
 * @param flaws under which ids the format reports it
 * @param largeLog from so many bytes on the log says that something keeps it from being reset
 */
public record DatabaseCheck(Database database, Environment environment, Findings findings, Flaws flaws,
    long largeLog) {

  /**
   * The findings of a format.
   *
   * @param foreignKey null where rows refer to none
   */
  public record Flaws(FindingClass damaged, FindingClass foreignKey, FindingClass lockLost, FindingClass cutOff,
      FindingClass logLarge, FindingClass fileSystem) {}

  /**
   * Looks at the file and what lies beside it, without reading its content.
   *
   * @return who has it open
   */
  public DatabaseLocks file() throws IOException {
    Path path = database.path();
    if (environment.fileSystems().isRemote(path)) {
      findings.add(flaws.fileSystem(), path, "it lies on a file system of type "
          + environment.fileSystems().type(path));
    }
    DatabaseLocks locks = DatabaseLocks.of(path);
    if (locks.isLost()) {
      findings.add(flaws.lockLost(), path, "process " + locks.log() + " has the log open and no lock on the database:"
          + " whoever opens and closes it next for writing removes the log under it");
    }
    DatabaseFile file = database.file();
    if (!locks.isOpen() && file.pages() * file.pageSize() > file.identity().size()) {
      findings.add(flaws.cutOff(), path, "it has " + file.identity().size() + " bytes and should have "
          + file.pages() * file.pageSize());
    }
    if (file.logBytes() > largeLog) {
      findings.add(flaws.logLarge(), DatabaseFile.beside(path, "-wal"), "the log has " + file.logBytes() + " bytes");
    }
    return locks;
  }

  /**
   * Lets SQLite check its pages, from level 3 on its indexes and references too.
   *
   * @return whether there was time for all of it
   * @throws StoreException when it cannot be read at all
   */
  public boolean integrity(CheckRequest request) throws IOException {
    long deadline = request.maxDuration() == null ? Long.MAX_VALUE
        : environment.now() + request.maxDuration().toMillis();
    IntegrityCheck check = IntegrityCheck.of(database, request.level() >= 3, deadline);
    for (String problem : check.problems()) {
      findings.add(flaws.damaged(), database.path(), problem);
    }
    for (Map.Entry<String, Long> table : check.orphans().entrySet()) {
      if (flaws.foreignKey() != null) {
        findings.add(flaws.foreignKey(), database.path(), Findings.count(table.getValue(), "row") + " of "
            + table.getKey() + " refer to one that is not there");
      }
    }
    return check.complete();
  }
}
