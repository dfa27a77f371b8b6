package dev.sessionctl.storage.openclaw;

import dev.sessionctl.plan.ChangePipeline;
import dev.sessionctl.plan.ChangeSettings;
import dev.sessionctl.plan.Confirmation;
import dev.sessionctl.plan.Outcome;
import dev.sessionctl.plan.PlanReporter;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Repair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Repairs a store through the pipeline and keeps what was planned and reported. */
final class Repaired implements PlanReporter, Confirmation {

  final List<PlanItem> items = new ArrayList<>();
  final List<String> notices = new ArrayList<>();
  Outcome outcome;
  ChangeReport report;

  private Repaired() {}

  static Repaired all(OpenClawFixture fixture) throws IOException {
    return run(fixture, Checks.environment(fixture), new Repair(Set.of(), Set.of(), false));
  }

  static Repaired reindexed(OpenClawFixture fixture) throws IOException {
    return run(fixture, Checks.environment(fixture), new Repair(Set.of(), Set.of(), true));
  }

  static Repaired run(OpenClawFixture fixture, FakeEnvironment fake, ChangeRequest request) throws IOException {
    return run(fixture, fake, request, null);
  }

  static Repaired run(OpenClawFixture fixture, FakeEnvironment fake, ChangeRequest request, Duration limit)
      throws IOException {
    Repaired repaired = new Repaired();
    Environment environment = fake.seed(System.nanoTime()).build();
    ChangeSettings settings = new ChangeSettings(environment, false, false, true, GateOptions.NONE, Duration.ZERO,
        ProgressListener.NONE, null, null, limit);
    repaired.outcome = new ChangePipeline(settings, repaired, repaired)
        .run(fixture.open(environment), request, new ArrayList<>());
    return repaired;
  }

  /** Contents of everything in lost+found of all runs. */
  static List<String> lost(OpenClawFixture fixture) throws IOException {
    return below(fixture, "lost+found");
  }

  /** Contents of all originals in the trash of all runs. */
  static List<String> originals(OpenClawFixture fixture) throws IOException {
    return below(fixture, "files");
  }

  private static List<String> below(OpenClawFixture fixture, String directory) throws IOException {
    List<String> found = new ArrayList<>();
    Path trash = fixture.sessions().resolveSibling(".sessionctl").resolve("trash");
    if (Files.exists(trash)) {
      try (Stream<Path> tree = Files.walk(trash)) {
        for (Path path : (Iterable<Path>) tree.sorted()::iterator) {
          if (Files.isRegularFile(path) && path.toString().contains("/" + directory + "/")) {
            found.add(Files.readString(path, StandardCharsets.ISO_8859_1));
          }
        }
      }
    }
    return found;
  }

  @Override
  public void plan(String runId, StoreRef store, ChangePlan plan, List<String> more) throws IOException {
    plan.forEachItem(items::add);
    notices.addAll(plan.notices());
    notices.addAll(more);
  }

  @Override
  public void note(String line) {
    notices.add(line);
  }

  @Override
  public void summary(String runId, ChangePlan plan, ChangeReport done, Outcome result) {
    report = done;
  }

  @Override
  public void failure(String message, int exitCode) {}

  @Override
  public boolean canAsk() {
    return false;
  }

  @Override
  public boolean ask(String question) {
    return false;
  }
}
