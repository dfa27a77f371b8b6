package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.openclaw.OpenClaw;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseHolders;
import dev.sessionctl.storage.sqlite.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who has an agent's database open: by the locks that SQLite itself holds, by the leases that the product records in
 * its shared database ({@code agent_database_leases}, 2026.9.6), and by what is known of gateways in general.
 */
record DatabaseUsers(AgentPlaces places, Environment environment) {

  /** One line of the product's own record. */
  private record Lease(long pid, long startTicks, long opened) {}

  List<Owner> owners() throws StoreException {
    Map<Long, Owner> found = new LinkedHashMap<>();
    holders().addOwners(found);
    try {
      for (Owner owner : OpenClaw.owners(places.sessions(), environment)) {
        found.putIfAbsent(owner.pid(), owner);
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("look for owners of", places.agent(), e);
    }
    return List.copyOf(found.values());
  }

  private DatabaseHolders holders() {
    return new DatabaseHolders(places.database(), environment, DatabaseHolders::command);
  }

  List<LockView> locks() throws StoreException {
    List<LockView> views = new ArrayList<>(holders().locks());
    for (Lease lease : leases()) {
      views.add(view(lease));
    }
    return views;
  }

  private LockView view(Lease lease) {
    Optional<ProcessInfo> process = environment.processes().find(lease.pid());
    LockVerdict verdict;
    if (environment.processes().inContainer()) {
      verdict = LockVerdict.UNKNOWN;
    } else if (process.isEmpty()) {
      verdict = LockVerdict.DEAD;
    } else {
      boolean other = lease.startTicks() > 0 && process.get().startTicks() > 0
          && process.get().startTicks() != lease.startTicks();
      verdict = other ? LockVerdict.RECYCLED : LockVerdict.LIVE;
    }
    return new LockView(places.shared(), places.database(), lease.pid(), lease.opened(), verdict,
        "lease in the shared database");
  }

  private List<Lease> leases() throws StoreException {
    Path shared = places.shared();
    if (!Files.isRegularFile(shared, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    String name = places.state().relativize(places.database()).toString();
    return new Database(shared, environment).read(connection -> {
      List<Lease> found = new ArrayList<>();
      if (Schema.of(connection).missing(List.of("agent_database_leases.path", "agent_database_leases.owner_pid",
          "agent_database_leases.owner_start_time", "agent_database_leases.opened_at")) != null) {
        return found;
      }
      try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(
          "SELECT path, owner_pid, owner_start_time, opened_at FROM agent_database_leases ORDER BY opened_at")) {
        while (rows.next()) {
          String path = rows.getString(1);
          // Relative to the state directory in 2026.9.6, whole before.
          if (path != null && (path.equals(name) || path.equals(places.database().toString()))) {
            found.add(new Lease(rows.getLong(2), rows.getLong(3), rows.getLong(4)));
          }
        }
      }
      return found;
    });
  }
}
