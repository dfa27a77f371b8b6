package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.restore.RestoreEntries;
import dev.sessionctl.storage.restore.RestorePlan;
import dev.sessionctl.storage.restore.RestorePlan.EntryStep;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import dev.sessionctl.storage.sqlite.Pace;
import dev.sessionctl.storage.sqlite.Sql;
import dev.sessionctl.storage.trash.TrashedEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Gets rows back into a database with the ids that they had, and never over anything.
 *
 * @param database the database
 * @param directory the trash of the run that set them aside
 * @param options what the operator states by now
 */
record RestoredRows(Path database, Path directory, Supplier<GateOptions> options, Environment environment)
    implements RestoreEntries {

  private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int GROUP = 100;
  private static final long GROUP_BYTES = 4 << 20;

  @Override
  public List<EntryStep> judge(Collection<TrashedEntry> entries) throws IOException {
    Path file = directory.resolve(RowFile.NAME);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return entries.stream().map(entry -> EntryStep.refused(entry, "the rows are not in the trash any more")).toList();
    }
    return new Database(database, environment).read(connection -> {
      try (Sql sql = new Sql(connection)) {
        RowFile.attachForReading(file, sql);
        RowFile rows = RowFile.attached(sql);
        RowReturn back = new RowReturn(sql, rows,
            RowTables.of(database, MemSchema.of(database, connection), connection));
        Map<String, List<RowFile.Unit>> units = byKey(rows);
        List<EntryStep> steps = new ArrayList<>();
        for (TrashedEntry entry : entries) {
          steps.add(judge(entry, units.getOrDefault(entry.key(), List.of()), back));
        }
        return steps;
      }
    });
  }

  private static EntryStep judge(TrashedEntry entry, List<RowFile.Unit> units, RowReturn back) throws SQLException {
    byte[] text = entry.text().getBytes(StandardCharsets.UTF_8);
    if (units.isEmpty()) {
      return new EntryStep(entry, text, null, RestorePlan.KEEP, "it stayed in the database");
    }
    boolean there = true;
    boolean requeued = false;
    for (RowFile.Unit unit : units) {
      there &= back.isThere(unit);
      requeued |= unit.isRequeued();
      String obstacle = back.obstacle(unit);
      if (obstacle != null) {
        return EntryStep.refused(entry, obstacle);
      }
    }
    return new EntryStep(entry, text, null, there ? RestorePlan.KEEP : RestorePlan.RESTORE,
        there ? "there already" : requeued ? "as it was taken up" : "with its ids");
  }

  private static Map<String, List<RowFile.Unit>> byKey(RowFile rows) throws SQLException {
    Map<String, List<RowFile.Unit>> units = new HashMap<>();
    for (RowFile.Unit unit : rows.units()) {
      units.computeIfAbsent(unit.key(), key -> new ArrayList<>()).add(unit);
    }
    return units;
  }

  @Override
  public Result put(List<EntryStep> steps, ApplyContext context) throws IOException {
    Set<String> done = new HashSet<>();
    Map<String, String> skipped = new HashMap<>();
    Deque<String> rest = new ArrayDeque<>();
    steps.forEach(step -> rest.add(step.entry().key()));
    MemGates gates = new MemGates(database, environment);
    while (!rest.isEmpty()) {
      String stop = null;
      try {
        Gate gate = gates.change(options.get());
        stop = context.isOver(environment) ? ApplyContext.OUT_OF_TIME : gate.reason();
        if (stop == null) {
          open(rest, done, skipped, gates, context);
        }
      } catch (LockedException e) {
        if (done.isEmpty()) {
          throw e;
        }
        stop = e.getMessage();
      }
      String reason = stop;
      if (reason != null) {
        rest.forEach(key -> skipped.put(key, reason));
        break;
      }
    }
    return new Result(done, skipped);
  }

  /** Has the database open for a while and goes on with the work. */
  private void open(Deque<String> rest, Set<String> done, Map<String, String> skipped, MemGates gates,
      ApplyContext context) throws IOException {
    Pace pace = new Pace(gates.isOpen(), Thread::sleep);
    final long start = System.nanoTime();
    final Object arrivals = gates.arrivals();
    try (DatabaseWriter writer = DatabaseWriter.open(database, context.lockWait(), environment)) {
      RowTables tables = writer.snapshot(() -> RowTables.of(database,
          MemSchema.of(database, writer.sql().connection()), writer.sql().connection()));
      RowFile rows = RowFile.attach(directory, writer, tables);
      RowReturn back = new RowReturn(writer.sql(), rows, tables);
      Map<String, List<RowFile.Unit>> units = writer.snapshot(() -> byKey(rows));
      while (!rest.isEmpty() && !context.isOver(environment) && System.nanoTime() - start < OPEN_NANOS
          && arrivals.equals(gates.arrivals())) {
        context.progress().progress("put rows back", done.size(), (long) done.size() + rest.size());
        List<String> group = new ArrayList<>();
        long bytes = 0;
        for (String key : rest) {
          if (group.size() >= GROUP || bytes > GROUP_BYTES) {
            break;
          }
          group.add(key);
          bytes += units.getOrDefault(key, List.of()).stream().mapToLong(RowFile.Unit::bytes).sum();
        }
        put(group, units, writer, back, pace, skipped);
        for (String key : group) {
          rest.remove();
          if (!skipped.containsKey(key)) {
            done.add(key);
          }
        }
      }
      writer.settle();
    }
  }

  /** Puts back what some keys stand for, but for what something speaks against. */
  private static void put(List<String> keys, Map<String, List<RowFile.Unit>> units, DatabaseWriter writer,
      RowReturn back, Pace pace, Map<String, String> skipped) throws IOException {
    Map<Long, String> owners = new HashMap<>();
    List<RowFile.Unit> returning = writer.snapshot(() -> {
      List<RowFile.Unit> free = new ArrayList<>();
      for (String key : keys) {
        for (RowFile.Unit unit : units.getOrDefault(key, List.of())) {
          String obstacle = back.obstacle(unit);
          if (obstacle == null) {
            free.add(unit);
            owners.put(unit.number(), key);
          } else {
            skipped.put(key, obstacle);
          }
        }
      }
      return free;
    });
    new RowInsertion(writer, back, pace).putBack(returning)
        .forEach((number, reason) -> skipped.put(owners.get(number), reason));
  }
}
