package dev.sessionctl.storage.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

class UnpackedLibraryTest {

  private static final String RESOURCE =
      LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();

  @TempDir
  Path temporary;

  /** Of whoever runs the test. */
  private Environment environment() {
    Environment fake = FakeEnvironment.of(temporary, Map.of());
    return new Environment(fake.variables(), fake.clock(), fake.zones(), fake.home(), fake.workingDirectory(),
        temporary, user(), fake.processes(), fake.fileSystems(), fake.flusher(), fake.courtesy(), fake.random());
  }

  private long user() {
    try {
      return ((Number) Files.getAttribute(temporary, "unix:uid")).longValue();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void nothingIsLeftOnceItIsLoaded() throws Exception {
    List<String> calls = new ArrayList<>();
    UnpackedLibrary.load(SQLiteJDBCLoader.class, RESOURCE, environment(), file -> {
      assertThat(file).isExecutable().isNotEmptyFile();
      calls.add("told " + file);
    }, file -> calls.add("loaded " + file));
    assertThat(calls).hasSize(2);
    assertThat(calls.get(0)).startsWith("loaded " + temporary);
    assertThat(temporary).isEmptyDirectory();
  }

  /** As on a directory that is mounted noexec: the loader's reason is told, and what to do. */
  @Test
  void whatCannotBeLoadedIsSaidWithTheWayOut() {
    assertThatThrownBy(() -> UnpackedLibrary.load(SQLiteJDBCLoader.class, RESOURCE, environment(), file -> { },
        file -> {
          throw new UnsatisfiedLinkError(file + ": failed to map segment from shared object");
        })).isInstanceOf(StorageIoException.class).hasMessageContaining("failed to map").hasMessageContaining("noexec")
        .hasMessageContaining("TMPDIR");
    assertThat(temporary).isEmptyDirectory();
    assertThatThrownBy(() -> UnpackedLibrary.load(UnpackedLibraryTest.class, "/none", environment(), file -> { }))
        .isInstanceOf(StorageIoException.class).hasMessageContaining("this platform");
  }

  @Test
  void whatAKillLeftIsRemovedAndWhatOthersLoadIsNot() throws Exception {
    Path directory = directory("rwx------");
    Path old = Files.createFile(directory.resolve("1-1.so"));
    Files.setLastModifiedTime(old, FileTime.fromMillis(FakeEnvironment.NOW - 3_600_000));
    Path young = Files.createFile(directory.resolve("2-2.so"));
    Files.setLastModifiedTime(young, FileTime.fromMillis(FakeEnvironment.NOW));

    UnpackedLibrary.load(SQLiteJDBCLoader.class, RESOURCE, environment(), file -> { }, file -> { });

    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void nothingIsLoadedFromADirectoryThatOthersCanWrite() throws Exception {
    directory("rwxrwxrwx");
    assertThatThrownBy(() -> UnpackedLibrary.load(SQLiteJDBCLoader.class, RESOURCE, environment(), file -> { },
        file -> { })).isInstanceOf(StorageIoException.class).hasMessageContaining("somebody else");
  }

  @Test
  void theInstallerPreparesEveryLibrary() throws Exception {
    NativeLibraries.prepare(temporary);
    try (var files = Files.list(temporary)) {
      assertThat(files.map(file -> file.getFileName().toString())).hasSize(3)
          .anyMatch(name -> name.contains("sqlitejdbc")).anyMatch(name -> name.contains("zstd"))
          .anyMatch(name -> name.contains("jnidispatch"));
    }
  }

  private Path directory(String mode) throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("sessionctl-native-" + user()));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    return directory;
  }
}
