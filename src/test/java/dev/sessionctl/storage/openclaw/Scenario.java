package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A change of a small store that is interrupted at every operation. */
interface Scenario {

  /** The name of the constant. */
  String name();

  /**
   * Builds the store and remembers what is there.
   *
   * @param disk an empty directory; the state directory is made in it
   * @param run runs what has to be done before the change that is interrupted
   */
  Trial prepare(Path disk, FaultRun run) throws IOException;

  /** All of them. */
  static List<Scenario> all() {
    return Stream.<Scenario[]>of(MigrationScenario.values(), EvictionScenario.values(), CompactionScenario.values(),
        TrashScenario.values(), RepairScenario.values(), ModeScenario.values()).flatMap(Stream::of).toList();
  }
}
