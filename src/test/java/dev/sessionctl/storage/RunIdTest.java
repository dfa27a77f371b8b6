package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {

  @TempDir Path directory;

  @Test
  void isUniqueWithinAMillisecond() {
    Environment environment = FakeEnvironment.in(directory).build();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String id = RunId.next(environment);
      assertThat(RunId.isValid(id)).as(id).isTrue();
      assertThat(id).startsWith("20261120T100000.000Z-");
      ids.add(id);
    }
    assertThat(ids).hasSize(1_000);
  }

  @Test
  void sortsByTime() {
    FakeEnvironment fake = FakeEnvironment.in(directory);
    Environment environment = fake.build();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      ids.add(RunId.next(environment));
      fake.clock().advance(java.time.Duration.ofMillis(7_654_321));
    }
    assertThat(ids).isSorted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "20261120T100000.000Z-9f3a1c2", "20261120T100000.000Z-9f3a1c2ee",
    "20261120T100000.000Z-9F3A1C2E", "20261120t100000.000z-9f3a1c2e", "../61120T100000.000Z-9f3a1c2e",
    "20261120T100000.000Z/9f3a1c2e", "20261120T100000.000Z-9f3a1c2\u0000", "２0261120T100000.000Z-9f3a1c2e"})
  void acceptsNothingThatIsNoFileNameOfItsForm(String text) {
    assertThat(RunId.isValid(text)).isFalse();
  }
}
