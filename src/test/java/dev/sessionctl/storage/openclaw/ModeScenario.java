package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.change.Restoration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A repair of modes that let too many in, and the way back from one. */
enum ModeScenario implements Scenario {
  MEND_MODES, RESTORE_MODES;

  static final Map<String, String> OPEN =
      Map.of("index", "rw-rw-r--", "sessions", "rwxrwxrwx", "state", "rwxrwxr-x");
  static final Map<String, String> CLOSED =
      Map.of("index", "rw-------", "sessions", "rwxr-xr-x", "state", "rwxr-xr-x");

  /** What has a mode, by the names above. */
  static Map<String, Path> paths(SmallStore store) {
    return Map.of("index", store.index(), "sessions", store.sessions(), "state", store.state());
  }

  @Override
  public Trial prepare(Path disk, FaultRun run) throws IOException {
    SmallStore store = new SmallStore(disk.resolve("state"));
    store.writeFiles(store.state()).writeIndex(store.state(), 0, 1, 2);
    for (Map.Entry<String, Path> each : paths(store).entrySet()) {
      Files.setPosixFilePermissions(each.getValue(), PosixFilePermissions.fromString(OPEN.get(each.getKey())));
    }
    store.age();
    ChangeRequest repair = new Repair(Set.of(), Set.of(), false);
    if (this == MEND_MODES) {
      return new ModeTrial(store, repair, List.of("repair"), OPEN, CLOSED);
    }
    assertThat(run.change(store.sessions(), repair)).isEqualTo(Outcome.DONE);
    String repaired = new Holdings(store).runs().get(0).runId();
    return new ModeTrial(store, new Restoration(repaired, Set.of()), List.of("trash", "restore", repaired), CLOSED,
        OPEN);
  }
}
