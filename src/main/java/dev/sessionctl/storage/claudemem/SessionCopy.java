package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.SessionSource;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import dev.sessionctl.storage.trash.TrashWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

/**
 * Takes sessions out of a copy of a database, as rows with their ids in a {@link RowFile}. They stay in the copy, which
 * is thrown away. Those of which the product's cloud knows something are refused: it would take what comes back for
 * somebody else's ({@link SyncedRows}); with the whole database what the product notes of them comes back, too.
 */
final class SessionCopy implements SessionSource {

  @Override
  public void setAside(StoreRef copy, Set<String> keys, ApplyContext context, Environment environment)
      throws IOException {
    Path database = copy.path();
    try (TrashWriter trash = TrashWriter.begin(AdminArea.besides(database.getParent()), context.runId(), "restore",
        database, environment)) {
      RowFile.create(trash.root());
      try (DatabaseWriter writer = DatabaseWriter.open(database, context.lockWait(), environment)) {
        RowTables tables = writer.snapshot(() -> RowTables.of(database,
            MemSchema.of(database, writer.sql().connection()), writer.sql().connection()));
        RowFile file = RowFile.attach(trash.root(), writer, tables);
        for (String key : keys) {
          writer.snapshot(() -> {
            take(key, tables, writer, file, trash, environment);
            return null;
          });
        }
      }
      trash.announce();
      trash.settle();
    }
  }

  private static void take(String key, RowTables tables, DatabaseWriter writer, RowFile file, TrashWriter trash,
      Environment environment) throws SQLException, IOException {
    for (MemRow row : new MemRows(tables.schema(), writer.sql().connection(), environment.now()).all(key)) {
      if (!new SyncedRows(tables.schema(), writer.sql()).among(row.id, row.id).isEmpty()) {
        throw new StoreException(key + " is in claude-mem's cloud too, which would take what comes back for somebody"
            + " else's; bring all of the database back with --replace");
      }
      RowFile.Unit unit = file.copy(
          RowUnit.session(new PlanItem(key, null, Eviction.EVICT, "from a backup", row.bytes), row.id, tables), tables);
      file.over(unit);
      trash.entry(unit.entry("from a backup"));
    }
  }
}
