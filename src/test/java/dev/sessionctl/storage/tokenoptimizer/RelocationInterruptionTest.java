package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A relocation of every kind, interrupted at its first, second, … operation on files, and then recovered: the tree is
 * whole at one of the two places, what stands at the destination is never lost, and the same command gets to its end.
 */
@Timeout(300)
class RelocationInterruptionTest {

  /** The kinds. */
  enum Kind {
    MOVE, COPY, REWRITE_IN_PLACE, UNITE
  }

  private static final String ELSEWHERE = "/home/gateway/.openclaw/token-optimizer";

  @TempDir
  private Path base;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyInterruptionIsRecovered(Kind kind) throws IOException {
    Map<String, String> wanted = new Attempt(base.toRealPath().resolve("clean"), kind).clean();
    List<String> failures = new ArrayList<>();
    StringBuilder counts = new StringBuilder();
    for (FaultPlan.Kind fault : List.of(FaultPlan.Kind.EIO, FaultPlan.Kind.ENOSPC, FaultPlan.Kind.CRASH,
        FaultPlan.Kind.TORN_CRASH)) {
      int n = 0;
      boolean fired = true;
      while (fired && n < 500) {
        n++;
        Path root = base.toRealPath().resolve(fault + "-" + n);
        FaultPlan plan = new FaultPlan(fault, n);
        try {
          new Attempt(root, kind).run(plan, wanted);
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

  /** One tree, one relocation, one fault. */
  private static final class Attempt {
    private final Kind kind;
    private final Tree tree;
    private final Path destination;
    private final Environment environment;
    private final Set<String> texts = new HashSet<>();
    private final Map<String, String> source;

    private Attempt(Path base, Kind kind) throws IOException {
      this.kind = kind;
      Files.createDirectory(base);
      tree = Tree.in(base);
      tree.plugin(0).capture("a", "progressive-20", "1", 1);
      tree.plugin(200).capture("a", "compact", "2", 1);
      tree.plugin(400).capture("b", "quality-80", "3", 1);
      tree.decisions("a");
      Tree there = kind == Kind.UNITE ? Tree.in(Files.createDirectory(base.resolve("there"))) : null;
      if (there != null) {
        there.plugin(100).capture("a", "stop", "4", 1);
        there.plugin(300).capture("c", "stop", "5", 1);
        there.decisions("c");
        there.aged(Tree.LONG_AGO);
      }
      if (kind == Kind.REWRITE_IN_PLACE) {
        for (String id : List.of("a", "b")) {
          Files.writeString(tree.manifest(id),
              Files.readString(tree.manifest(id)).replace(tree.root().toString(), ELSEWHERE));
        }
      }
      tree.aged(Tree.LONG_AGO);
      destination = switch (kind) {
        case MOVE, COPY -> Files.createDirectory(base.resolve("new")).resolve("token-optimizer");
        case REWRITE_IN_PLACE -> tree.root();
        case UNITE -> there.root();
      };
      source = snapshot(tree.root());
      if (kind == Kind.UNITE) {
        texts.addAll(contents(there.root()));
      }
      environment = tree.environment();
    }

    private static Set<String> contents(Path root) throws IOException {
      Set<String> found = new HashSet<>();
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            assertThat(file.toString()).doesNotEndWith(".tmp");
            found.add(Files.readString(file));
          }
        }
      }
      return found;
    }

    /** Every file but this tool's own with mode, time and text, in which the place is replaced. */
    private static Map<String, String> snapshot(Path root) throws IOException {
      Map<String, String> found = new TreeMap<>();
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          String name = root.relativize(file).toString();
          if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !name.startsWith(".sessionctl")) {
            found.put(name, Files.getAttribute(file, "unix:mode") + " " + Files.getLastModifiedTime(file).toMillis()
                + " " + Files.readString(file).replace(root.toString(), "ROOT"));
          }
        }
      }
      return found;
    }

    private Map<String, String> clean() throws IOException {
      apply(tree.root(), destination);
      return snapshot(destination);
    }

    private Store open(Path root) {
      return TokenOptimizer.formats().get(0).open(new StoreRef(TokenOptimizer.NAME, "plugin", root, null, null),
          environment);
    }

    private void run(FaultPlan plan, Map<String, String> wanted) throws IOException {
      FaultyFileSystem files = new FaultyFileSystem(plan);
      try {
        apply(files.wrap(tree.root()), files.wrap(destination));
        assertThat(files.leaked()).isEmpty();
      } catch (SimulatedCrash e) {
        files.closeAll();
      } catch (IOException e) {
        assertThat(files.leaked()).as("open after " + e).isEmpty();
      }
      recover(tree.root());
      recover(destination);
      check();
      if (Files.exists(tree.root())) {
        apply(tree.root(), destination);
      }
      check();
      assertThat(snapshot(destination)).isEqualTo(wanted);
      assertThat(findings(destination)).isEmpty();
    }

    private void apply(Path from, Path to) throws IOException {
      Relocation request = new Relocation(to, kind == Kind.COPY || kind == Kind.UNITE, null);
      if (kind == Kind.COPY && Files.exists(to)) {
        // It came to its end before the fault.
        return;
      }
      Store store = open(from);
      try (Change change = store.prepare(request)) {
        if (change.plan().changes() == 0) {
          return;
        }
        store.area().create();
        String runId = RunId.next(environment);
        try (JournalFile journal = JournalFile.begin(store.area(), runId, request.command(), store.ref().path(),
            environment)) {
          assertThat(change.apply(new ApplyContext(runId, journal, Duration.ZERO,
              ApplyContext.ProgressListener.NONE)).skipped()).isEmpty();
          journal.end("done");
        }
      }
    }

    private void recover(Path root) throws IOException {
      Store store = open(root);
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

    private void check() throws IOException {
      boolean here = Files.exists(tree.root());
      switch (kind) {
        case MOVE -> {
          assertThat(Files.exists(destination)).isNotEqualTo(here);
          assertThat(snapshot(here ? tree.root() : destination)).isEqualTo(source);
        }
        case COPY -> {
          assertThat(snapshot(tree.root())).isEqualTo(source);
          if (Files.exists(destination)) {
            assertThat(snapshot(destination)).isEqualTo(source);
          }
          try (Stream<Path> left = Files.list(destination.getParent())) {
            assertThat(left.filter(path -> !path.equals(destination))).isEmpty();
          }
        }
        case REWRITE_IN_PLACE -> assertThat(snapshot(tree.root())).hasSameSizeAs(source);
        case UNITE -> {
          assertThat(snapshot(tree.root())).isEqualTo(source);
          assertThat(contents(destination)).containsAll(texts);
        }
        default -> throw new AssertionError();
      }
    }

    private List<String> findings(Path root) throws IOException {
      List<String> found = new ArrayList<>();
      open(root).check(CheckRequest.FULL, (Finding finding) -> found.add(finding.toString()));
      return found;
    }
  }
}
