package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupTest {

  @Test
  void runsEachTaskOnceLastFirstWhateverFails() {
    List<String> done = new ArrayList<>();
    Cleanup.register(() -> done.add("first"));
    Cleanup.register(() -> {
      throw new IllegalStateException("fails");
    });
    Cleanup.Registration taken = Cleanup.register(() -> done.add("taken off"));
    Cleanup.register(() -> done.add("last"));
    taken.close();
    Cleanup.runAll();
    Cleanup.runAll();
    assertThat(done).containsExactly("last", "first");
    assertThat(Cleanup.isShuttingDown()).isFalse();
  }
}
