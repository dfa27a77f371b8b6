package dev.sessionctl.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionctl.storage.FileStat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system in a file, whose power can be cut. Needs root. */
public final class LoopMount implements AutoCloseable {

  private static final long BYTES = 400L << 20;

  private final Path image;
  private final Path root;

  private LoopMount(Path image, Path root) {
    this.image = image;
    this.root = root;
  }

  /** Makes and mounts one below a directory; skips the test where that is impossible. */
  public static LoopMount of(String type, Path directory) throws IOException, InterruptedException {
    assumeTrue(FileStat.of(directory).userId() == 0, "power cuts need root, for loop mounts");
    for (String tool : new String[] {"mkfs." + type, "xfs_io", "mount", "umount"}) {
      assumeTrue(run("sh", "-c", "command -v " + tool) == 0, tool + " is not installed (xfsprogs, e2fsprogs, mount)");
    }
    Path image = directory.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    assertThat(run("mkfs." + type, "-q", image.toString())).isZero();
    LoopMount mount = new LoopMount(image, Files.createDirectory(directory.resolve("mount")));
    assumeTrue(mount.mount() == 0, "cannot mount " + type + " from a loop device here");
    return mount;
  }

  /** Its root directory. */
  public Path root() {
    return root;
  }

  /** Writes everything out. */
  public void sync() throws IOException, InterruptedException {
    assertThat(run("sync", "-f", root.toString())).isZero();
  }

  /** Nothing reaches the disk from now on, not even the file system's log. */
  public void cutPower() throws IOException, InterruptedException {
    assertThat(run("xfs_io", "-x", "-c", "shutdown", root.toString())).isZero();
  }

  /** The machine starts again. */
  public void start() throws IOException, InterruptedException {
    assertThat(run("umount", root.toString())).isZero();
    assertThat(mount()).isZero();
  }

  private int mount() throws IOException, InterruptedException {
    return run("mount", "-o", "loop", image.toString(), root.toString());
  }

  @Override
  public void close() throws IOException {
    try {
      run("umount", root.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
