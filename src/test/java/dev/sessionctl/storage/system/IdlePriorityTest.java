package dev.sessionctl.storage.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No process is started here. */
class IdlePriorityTest {

  @TempDir
  private Path directory;
  private final List<List<String>> commands = new ArrayList<>();
  private Path tasks;
  private int ioniceFails;

  @BeforeEach
  void threads() throws IOException {
    tasks = Files.createDirectories(directory.resolve("task"));
    Files.createDirectory(tasks.resolve("11"));
    Files.createDirectory(tasks.resolve("12"));
  }

  private Path program(String name) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private IdlePriority priority(Path ionice, Path renice) {
    Path missing = directory.resolve("missing");
    return new IdlePriority(List.of(missing, ionice), List.of(missing, renice), tasks, command -> {
      commands.add(command);
      return command.get(0).endsWith("ionice") && ioniceFails-- > 0 ? 1 : 0;
    });
  }

  @Test
  void allThreadsAreLowered() throws IOException {
    Path ionice = program("ionice");
    Path renice = program("renice");
    assertThat(priority(ionice, renice).yieldToOthers()).isEmpty();
    assertThat(commands).containsExactly(List.of(ionice.toString(), "-c", "3", "-p", "11", "12"),
        List.of(renice.toString(), "-n", "10", "-p", "11", "12"));
  }

  @Test
  void aThreadThatEndsIsNoFailureAndARefusalIs() throws IOException {
    IdlePriority priority = priority(program("ionice"), directory.resolve("renice"));
    ioniceFails = 1;
    assertThat(priority.yieldToOthers()).isEmpty();
    assertThat(commands).hasSize(2);
    ioniceFails = 100;
    assertThat(priority.yieldToOthers()).hasValueSatisfying(text -> assertThat(text).endsWith("ionice failed"));
  }

  @Test
  void saysWhenThereIsNoIonice() throws IOException {
    Path none = directory.resolve("ionice");
    assertThat(priority(none, program("renice")).yieldToOthers()).contains("ionice (util-linux) is not installed");
    assertThat(commands).as("the processor is left to others all the same").hasSize(1);
    Files.createSymbolicLink(none, program("busybox"));
    assertThat(priority(none, none).yieldToOthers()).contains("ionice (util-linux) is not installed");
    assertThat(commands).hasSize(1);
  }

  @Test
  void whatCannotBeRunIsNoFailureEither() throws IOException {
    Path ionice = program("ionice");
    IdlePriority priority = new IdlePriority(List.of(ionice), List.of(), tasks, command -> {
      throw new IOException("not permitted");
    });
    assertThat(priority.yieldToOthers()).contains("ionice could not be run: not permitted");
  }
}
