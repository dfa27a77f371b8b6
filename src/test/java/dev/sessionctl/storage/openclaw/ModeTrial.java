package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.TrashedMode;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A change of modes: each is always what it was or what it shall be, and nothing is changed that was not announced
 * before.
 */
final class ModeTrial extends Trial {

  private final ChangeRequest request;
  private final List<String> arguments;
  private final Map<String, String> before;
  private final Map<String, String> after;
  private final Map<String, String> texts;

  ModeTrial(SmallStore store, ChangeRequest request, List<String> arguments, Map<String, String> before,
      Map<String, String> after) throws IOException {
    super(store);
    this.request = request;
    this.arguments = arguments;
    this.before = before;
    this.after = after;
    texts = MigrationRuns.contents(store.sessions());
    assertThat(modes()).isEqualTo(before);
  }

  private Map<String, String> modes() throws IOException {
    Map<String, String> modes = new HashMap<>();
    for (Map.Entry<String, Path> each : ModeScenario.paths(store()).entrySet()) {
      modes.put(each.getKey(), MigrationRuns.mode(each.getValue()));
    }
    return modes;
  }

  @Override
  ChangeRequest request(UnaryOperator<Path> view) {
    return request;
  }

  @Override
  List<String> arguments() {
    return arguments;
  }

  @Override
  public void check() throws IOException {
    Set<String> announced = announced();
    Map<String, Path> paths = ModeScenario.paths(store());
    modes().forEach((what, mode) -> {
      assertThat(mode).as(what).isIn(before.get(what), after.get(what));
      if (!mode.equals(before.get(what))) {
        assertThat(announced).contains(paths.get(what) + " " + bits(before.get(what)));
      }
    });
    assertThat(new Holdings(store()).entries()).hasSize(SmallStore.SESSIONS);
  }

  /** The modes that the manifests of all runs say something had. */
  private Set<String> announced() throws IOException {
    Set<String> announced = new HashSet<>();
    Trash trash = new Trash(AdminArea.besides(store().sessions()));
    for (Trash.Run run : trash.runs()) {
      trash.read(run, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) {
          // A mode has none.
        }

        @Override
        public void file(TrashedFile file) {
          // Nor a copy.
        }

        @Override
        public void mode(TrashedMode mode) {
          announced.add(mode.path() + " " + mode.before());
        }
      });
    }
    return announced;
  }

  private static int bits(String mode) {
    return PosixFilePermissions.fromString(mode).stream()
        .collect(Collectors.summingInt(permission -> 1 << 8 - permission.ordinal()));
  }

  @Override
  public void checkUnchanged() throws IOException {
    assertThat(modes()).isEqualTo(before);
  }

  @Override
  public void checkDone() throws IOException {
    check();
    assertThat(modes()).isEqualTo(after);
    Map<String, String> now = MigrationRuns.contents(store().sessions());
    // One that could not be removed names a process that is gone.
    now.keySet().removeIf(name -> name.endsWith(".lock"));
    assertThat(now).isEqualTo(texts);
    LayoutOracle.checkNoLeftOvers(store().state().getParent());
  }

  @Override
  void changeAgain(FaultRun run) throws IOException {
    try {
      change(run);
    } catch (StoreException e) {
      // What recovery finished is not there to be done again.
      assertThat(request).as(e.getMessage()).isInstanceOf(Restoration.class);
      assertThat(e.getMessage()).contains("nothing of run");
    }
  }

  @Override
  void takeBack(FaultRun run) throws IOException {
    assertThat(change(run)).isEqualTo(Outcome.NOTHING);
    checkDone();
  }
}
