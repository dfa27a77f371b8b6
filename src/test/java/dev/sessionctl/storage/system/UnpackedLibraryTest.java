package dev.sessionctl.storage.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

class UnpackedLibraryTest {

  @TempDir
  Path temporary;

  private Environment environment() {
    return FakeEnvironment.of(temporary, Map.of());
  }

  @Test
  void nothingIsLeftOnceItIsLoaded() throws Exception {
    Path[] file = new Path[1];
    UnpackedLibrary.load(SQLiteJDBCLoader.class, LibraryLoaderUtil.getNativeLibResourcePath() + "/"
        + LibraryLoaderUtil.getNativeLibName(), environment(), loaded -> {
          assertThat(loaded).isRegularFile();
          file[0] = loaded;
        });
    assertThat(file[0]).isNotNull();
    assertThat(temporary).isEmptyDirectory();
  }

  /** As on a directory that is mounted noexec: the loader's reason is told, and what to do. */
  @Test
  void whatCannotBeLoadedIsSaidWithTheWayOut() {
    String noLibrary = "/" + UnpackedLibraryTest.class.getName().replace('.', '/') + ".class";
    assertThatThrownBy(() -> UnpackedLibrary.load(UnpackedLibraryTest.class, noLibrary, environment(), file -> { }))
        .isInstanceOf(StorageIoException.class).hasMessageContaining("noexec").hasMessageContaining("java.io.tmpdir");
    assertThat(temporary).isEmptyDirectory();
    assertThatThrownBy(() -> UnpackedLibrary.load(UnpackedLibraryTest.class, "/none", environment(), file -> { }))
        .isInstanceOf(StorageIoException.class).hasMessageContaining("this platform");
  }

  @Test
  void whatAKillLeftIsRemovedAndWhatOthersLoadIsNot() throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("sessionctl-native-1000"),
        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
            java.nio.file.attribute.PosixFilePermissions.fromString("rwx------")));
    Files.setAttribute(directory, "unix:uid", 1000);
    Path old = Files.createFile(directory.resolve("1-1.so"));
    Files.setLastModifiedTime(old, FileTime.fromMillis(FakeEnvironment.NOW - 3_600_000));
    Path young = Files.createFile(directory.resolve("2-2.so"));
    Files.setLastModifiedTime(young, FileTime.fromMillis(FakeEnvironment.NOW));

    nothingBesides();

    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  private void nothingBesides() throws Exception {
    UnpackedLibrary.load(SQLiteJDBCLoader.class, LibraryLoaderUtil.getNativeLibResourcePath() + "/"
        + LibraryLoaderUtil.getNativeLibName(), environment(), loaded -> { });
  }
}
