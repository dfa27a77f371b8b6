package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import dev.sessionctl.storage.trash.Restored;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finishes or undoes what an interrupted run had begun to take out of a database: what was copied and is still there as
 * a whole stays there, what is gone is in the trash, and of what went in part the rest follows.
 */
record RowRecovery(StoreRef ref, AdminArea area, Environment environment) {

  /** Which step of a journal says that rows are taken out. */
  static final String STEP = "take rows out";

  /** What became of the rows that an interrupted run had copied. */
  private record Judged(List<RowFile.Unit> halves, List<RowFile.Unit> stayed, int gone) {}

  static boolean isOf(RunRecord run) {
    return run.last(STEP) != null;
  }

  /** Finishes or undoes a run; gives one line that says what was done. */
  String recover(RunRecord run, ApplyContext context) throws IOException {
    for (String suffix : List.of("", "-journal", "-wal", "-shm")) {
      DurableFiles.deleteIfExists(DatabaseFile.beside(Salvaging.unfinished(ref.path(), run.runId()), suffix));
    }
    Path root = area.trash().resolve(run.runId());
    Trash.Run trash = new Trash(area).runOf(run.runId());
    if (trash == null || !Files.isRegularFile(root.resolve(RowFile.NAME), LinkOption.NOFOLLOW_LINKS)) {
      if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
        UnfinishedTrash.discard(root);
      }
      return "nothing had been taken out of the database";
    }
    GateOptions stated = context.stated().forRecovery();
    Gate gate = new MemGates(ref.path(), environment).change(stated);
    if (!gate.isOpen()) {
      throw new LockedException("the interrupted run " + run.runId() + " cannot be finished now: " + gate.reason());
    }
    Judged judged = judge(root, context);
    RowRemoval removal = new RowRemoval(ref.path(), stated, environment, context, root, null, null);
    removal.finish(judged.halves());
    note(trash, judged.stayed(), run.runId());
    long gone = judged.gone() + removal.done();
    if (gone == 0 && removal.skipped().isEmpty()) {
      UnfinishedTrash.discard(root);
    }
    return gone + " had gone or went, " + (judged.stayed().size() + removal.skipped().size()) + " stayed";
  }

  private Judged judge(Path root, ApplyContext context) throws IOException {
    try (DatabaseWriter writer = DatabaseWriter.open(ref.path(), context.lockWait(), environment)) {
      RowTables tables = writer.snapshot(() -> RowTables.of(ref.path(),
          MemSchema.of(ref.path(), writer.sql().connection()), writer.sql().connection()));
      RowFile file = RowFile.attach(root, writer, tables);
      RowReturn back = new RowReturn(writer.sql(), file, tables);
      return writer.snapshot(() -> {
        List<RowFile.Unit> halves = new ArrayList<>();
        List<RowFile.Unit> stayed = new ArrayList<>();
        int gone = 0;
        for (RowFile.Unit unit : file.units()) {
          if (unit.isOver()) {
            gone++;
          } else if (back.isThere(unit)) {
            file.forget(unit.number());
            stayed.add(unit);
          } else if (back.isThereInPart(unit)) {
            halves.add(unit);
          } else {
            file.over(unit);
            gone++;
          }
        }
        return new Judged(halves, stayed, gone);
      });
    }
  }

  /** What was announced and stayed has that noted, as if it had been put back. */
  private void note(Trash.Run trash, List<RowFile.Unit> stayed, String by) throws IOException {
    Map<String, TrashedEntry> announced = new HashMap<>();
    new Trash(area).read(trash, new Trash.Visitor() {
      @Override
      public void entry(TrashedEntry entry) {
        announced.put(entry.key(), entry);
      }

      @Override
      public void file(TrashedFile file) {
        // Files are no rows.
      }
    });
    List<TrashedEntry> entries = new ArrayList<>();
    for (RowFile.Unit unit : stayed) {
      if (announced.containsKey(unit.key())) {
        entries.add(announced.get(unit.key()));
      }
    }
    if (!entries.isEmpty()) {
      Restored.note(trash, entries, List.of(), List.of(), by, environment);
    }
  }
}
