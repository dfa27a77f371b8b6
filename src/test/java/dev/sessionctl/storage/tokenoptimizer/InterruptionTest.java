package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every change of single sessions, interrupted at its first, second, … operation on files, and then
 * recovered: no text and no record is lost, nothing is torn, and the next run of the same change gets to its end.
 */
@Timeout(300)
class InterruptionTest {

  /** The changes. */
  enum Kind {
    EVICT, EVICT_IN_FULL, COMPACT, REPAIR
  }

  @TempDir
  private Path base;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyInterruptionIsRecovered(Kind kind) throws IOException {
    List<String> failures = new ArrayList<>();
    StringBuilder counts = new StringBuilder();
    for (FaultPlan.Kind fault : List.of(FaultPlan.Kind.EIO, FaultPlan.Kind.ENOSPC, FaultPlan.Kind.CRASH,
        FaultPlan.Kind.TORN_CRASH)) {
      int n = 0;
      boolean fired = true;
      while (fired && n < 500) {
        n++;
        Path root = Files.createDirectory(base.toRealPath().resolve(fault + "-" + n));
        FaultPlan plan = new FaultPlan(fault, n);
        try {
          new Attempt(root, kind).run(plan);
        } catch (AssertionError | IOException | RuntimeException e) {
          failures.add(kind + " " + plan + ": " + e);
        }
        fired = plan.fired();
        DurableFiles.deleteTree(root);
      }
      counts.append(' ').append(fault).append('=').append(n - 1);
    }
    System.out.println("interruptions of token-optimizer " + kind + ":" + counts);
    assertThat(failures).isEmpty();
  }

  /** One tree, one change, one fault. */
  private static final class Attempt {
    private final Kind kind;
    private final Tree tree;
    private final Environment environment;
    private final Set<String> texts = new HashSet<>();

    private Attempt(Path root, Kind kind) throws IOException {
      this.kind = kind;
      this.tree = Tree.in(root);
      tree.plugin(0).capture("a", "progressive-20", "1", 1);
      tree.plugin(200).capture("a", "compact", "2", 1);
      tree.plugin(400).capture("a", "compact", "3", 1);
      tree.plugin(600).capture("b", "quality-80", "4", 1);
      if (kind == Kind.REPAIR) {
        Files.write(tree.state("b"), new byte[0]);
        Files.writeString(tree.manifest("a"), Files.readString(tree.manifest("a")) + "torn");
      }
      tree.cache("main", "0aa3d5b0-0000-4000-8000-000000000000");
      tree.aged(Tree.LONG_AGO);
      environment = tree.environment();
      try (Stream<Path> files = Files.walk(tree.root())) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          texts.add(Files.readString(file));
        }
      }
    }

    private ChangeRequest request() {
      List<PlanItem> decisions = List.of(new PlanItem("a", null, Eviction.EVICT, "asked", 1),
          new PlanItem("b", null, Eviction.EVICT, "asked", 1));
      return switch (kind) {
        case EVICT -> new Eviction(decisions, Set.of(), null, Duration.ofMinutes(15), List.of());
        case EVICT_IN_FULL -> new Eviction(decisions, Set.of(), null, Duration.ofMinutes(15), List.of(), true);
        case COMPACT -> new Compaction(Compaction.Level.TRIM, null, 0, Duration.ofMinutes(15));
        case REPAIR -> new Repair(Set.of(), Set.of(), false);
      };
    }

    private Store open(Path root) {
      return TokenOptimizer.formats().get(0).open(new StoreRef(TokenOptimizer.NAME, "plugin", root, null, null),
          environment);
    }

    private void run(FaultPlan plan) throws IOException {
      FaultyFileSystem files = new FaultyFileSystem(plan);
      try {
        apply(open(files.wrap(tree.root())));
        assertThat(files.leaked()).isEmpty();
      } catch (SimulatedCrash e) {
        files.closeAll();
      } catch (IOException e) {
        assertThat(files.leaked()).as("open after " + e).isEmpty();
      }
      recover();
      check();
      apply(open(tree.root()));
      check();
      finished();
    }

    private void apply(Store store) throws IOException {
      try (Change change = store.prepare(request())) {
        if (change.plan().changes() == 0) {
          return;
        }
        store.area().create();
        String runId = RunId.next(environment);
        try (JournalFile journal = JournalFile.begin(store.area(), runId, request().command(), store.ref().path(),
            environment)) {
          change.apply(new ApplyContext(runId, journal, Duration.ZERO, ApplyContext.ProgressListener.NONE));
          journal.end("done");
        }
      }
    }

    private void recover() throws IOException {
      Store store = open(tree.root());
      if (!store.area().exists()) {
        return;
      }
      for (RunRecord run : JournalFile.readAll(store.area())) {
        if (!run.finished()) {
          try (JournalFile journal = JournalFile.resume(run, environment)) {
            store.recover(run, new ApplyContext(run.runId(), journal, Duration.ZERO,
                ApplyContext.ProgressListener.NONE));
            journal.end("recovered");
          }
        }
      }
    }

    /** Everything that was there is there or in the trash, and nothing is there by halves. */
    private void check() throws IOException {
      Set<String> found = new HashSet<>();
      try (Stream<Path> files = Files.walk(tree.root())) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            assertThat(file.toString()).doesNotEndWith(".tmp");
            found.add(Files.readString(file));
          }
        }
      }
      assertThat(found).containsAll(texts);
      for (String id : List.of("a", "b")) {
        boolean manifest = Files.exists(tree.manifest(id));
        boolean record = Files.exists(tree.state(id));
        if (kind != Kind.EVICT_IN_FULL) {
          assertThat(record).as("record of " + id).isTrue();
        }
        assertThat(record || !manifest).as("no manifest without a record").isTrue();
      }
      if (kind != Kind.REPAIR) {
        List<String> ids = new ArrayList<>();
        open(tree.root()).check(dev.sessionctl.storage.CheckRequest.FULL, (Finding finding) -> ids.add(finding.id()));
        assertThat(ids).isEmpty();
      }
      Trash trash = new Trash(tree.paths().area());
      for (Trash.Run run : trash.runs()) {
        trash.read(run, new Trash.Visitor() {
          @Override
          public void entry(TrashedEntry entry) {
            throw new AssertionError("no entries here");
          }

          @Override
          public void file(TrashedFile file) throws IOException {
            if (Files.exists(file.kept())) {
              assertThat(Files.size(file.kept())).isEqualTo(file.bytes());
            }
          }
        });
      }
    }

    private void finished() throws IOException {
      switch (kind) {
        case EVICT -> assertThat(tree.manifest("a")).doesNotExist();
        case EVICT_IN_FULL -> assertThat(tree.plugin.session("a")).doesNotExist();
        case COMPACT -> assertThat(Files.readAllLines(tree.manifest("a"))).hasSize(2);
        case REPAIR -> assertThat(tree.check().findings()).isEmpty();
        default -> throw new AssertionError();
      }
    }
  }
}
