package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.ChangePipeline;
import dev.sessionctl.plan.ChangeSettings;
import dev.sessionctl.plan.Confirmation;
import dev.sessionctl.plan.Outcome;
import dev.sessionctl.plan.PlanReporter;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs changes as the command does, each time as another process at another hour. */
final class FaultRun {

  private final Path surroundings;
  private int runs;

  FaultRun(Path surroundings) {
    this.surroundings = surroundings;
  }

  /** A directory outside of the store. */
  Path surroundings() {
    return surroundings;
  }

  /** Surroundings of a new process; the former ones' process does not run any more. */
  private Environment environment() {
    runs++;
    FakeEnvironment fake = FakeEnvironment.in(surroundings).seed(runs);
    fake.processes().self(5000 + runs, 70 + runs, fake.processes().self().userId(), List.of("java", "/openclaw"));
    // Later than the files are, so that what a dead process left is old.
    fake.clock().set(System.currentTimeMillis() + runs * 3_600_000L);
    return fake.build();
  }

  /** Runs one change on the store whose index or directory stands in a sessions directory. */
  Outcome change(Path sessions, ChangeRequest request) throws IOException {
    Environment environment = environment();
    ChangeSettings settings = new ChangeSettings(environment, false, false, true, new GateOptions(true, null),
        Duration.ZERO, ProgressListener.NONE);
    return new ChangePipeline(settings, new Silent(), new Nobody()).run(open(sessions, environment), request,
        new ArrayList<>());
  }

  private static Store open(Path sessions, Environment environment) {
    boolean index = Files.exists(sessions.resolve("sessions.json"), LinkOption.NOFOLLOW_LINKS);
    StoreRef ref = index
        ? new StoreRef(OpenClawFormat.JSON, "A", sessions.resolve("sessions.json"), "main", null)
        : new StoreRef(OpenClawFormat.DIRECTORY, "proposal", sessions.resolve("sessions.d"), "main", null);
    return OpenClawStore.open(ref, environment);
  }

  /** The journals of the store in a sessions directory, none of which may be unfinished. */
  static void checkJournals(Path sessions) throws IOException {
    for (RunRecord run : JournalFile.readAll(AdminArea.besides(sessions))) {
      assertThat(run.finished()).as("journal " + run.file() + " " + run.steps()).isTrue();
    }
  }

  private record Silent() implements PlanReporter {
    @Override
    public void plan(String runId, StoreRef store, ChangePlan plan, List<String> notices) {}

    @Override
    public void note(String line) {}

    @Override
    public void summary(String runId, ChangePlan plan, ChangeReport report, Outcome outcome) {}

    @Override
    public void failure(String message, int exitCode) {}
  }

  private record Nobody() implements Confirmation {
    @Override
    public boolean canAsk() {
      return false;
    }

    @Override
    public boolean ask(String question) {
      return false;
    }
  }
}
