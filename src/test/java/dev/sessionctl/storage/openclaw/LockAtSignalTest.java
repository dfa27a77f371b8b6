package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to end gives OpenClaw's lock back. */
class LockAtSignalTest {

  @TempDir
  private Path directory;

  @Test
  void noLockIsLeftBehind() throws Exception {
    Process holder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m", "-cp",
        System.getProperty("java.class.path"), Holder.class.getName(), directory.resolve("sessions.json").toString())
        .redirectErrorStream(true).start();
    try {
      assertThat((char) holder.getInputStream().read()).isEqualTo('h');
      assertThat(directory.resolve("sessions.json.lock")).exists();
      holder.toHandle().destroy();
      assertThat(holder.waitFor()).isEqualTo(128 + 15);
      assertThat(directory.resolve("sessions.json.lock")).doesNotExist();
    } finally {
      holder.destroyForcibly();
    }
  }

  /** Holds the lock until it is ended from outside. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      OpenClawLock.take(Path.of(arguments[0]), LockKind.INDEX, Duration.ZERO, Pause.SLEEP, SystemEnvironment.create());
      System.out.print("h");
      System.out.flush();
      System.in.read();
    }
  }
}
