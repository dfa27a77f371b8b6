package dev.sessionctl.storage.system;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;

/**
 * Loads a native library that lies in a jar. The system's loader wants a file: the installer has put one into the
 * directory that the property {@code sessionctl.native} names. Without it the library is unpacked into a private
 * directory and removed again as soon as it is loaded, instead of at the exit of the JVM, which a kill never reaches.
 * What a kill in between leaves, the next loading removes. Safe for use by several processes.
 */
public final class UnpackedLibrary {

  private static final String DIRECTORY = "sessionctl-native-";
  /** Nobody takes that long to load one. */
  private static final long ABANDONED_MILLIS = 60_000;
  private static final int ATTEMPTS = 20;

  private UnpackedLibrary() {}

  /** What follows the loading, while the file is still there. */
  @FunctionalInterface
  public interface Loaded {
    void from(Path file) throws IOException;
  }

  /**
   * Loads a library.
   *
   * @param owner a class of the jar
   * @param resource the library in it, from the root with a slash
   * @param environment names the directory for temporary files
   * @param loaded tells the library's own loader that it need not load anything
   * @throws StorageIoException when there is no library for this platform, or it cannot be unpacked or loaded
   */
  public static void load(Class<?> owner, String resource, Environment environment, Loaded loaded)
      throws StorageIoException {
    load(owner, resource, environment, loaded, System::load);
  }

  /** With another loader: two copies of one library in a process call into one another. */
  static void load(Class<?> owner, String resource, Environment environment, Loaded loaded, Consumer<String> loader)
      throws StorageIoException {
    String installed = System.getProperty("sessionctl.native");
    Path prepared = installed == null ? null : Path.of(installed, resource.substring(resource.lastIndexOf('/') + 1));
    if (prepared != null && Files.isRegularFile(prepared)) {
      use(prepared, loaded, loader);
      return;
    }
    Path temporary = environment.temporaryDirectory();
    Path directory = temporary.resolve(DIRECTORY + environment.userId());
    Path file = directory.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime() + ".so");
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new StorageIoException("this release has no " + resource + " for this platform", null);
      }
      // All of it, before there is a file that a kill could leave behind.
      unpack(in.readAllBytes(), directory, file, environment.userId());
      try {
        loader.accept(file.toString());
        loaded.from(file);
      } finally {
        Files.deleteIfExists(file);
        clear(directory, environment.now());
      }
    } catch (IOException e) {
      throw e instanceof StorageIoException known ? known : StorageIoException.of("unpack a library to", file, e);
    } catch (UnsatisfiedLinkError e) {
      throw new StorageIoException("cannot load a library from " + temporary + ": " + e.getMessage()
          + "; if the directory is mounted noexec, name another one in TMPDIR", e);
    }
  }

  private static void use(Path prepared, Loaded loaded, Consumer<String> loader) throws StorageIoException {
    try {
      loader.accept(prepared.toString());
      loaded.from(prepared);
    } catch (IOException e) {
      throw e instanceof StorageIoException known ? known : StorageIoException.of("load", prepared, e);
    } catch (UnsatisfiedLinkError e) {
      throw new StorageIoException("cannot load " + prepared + ": " + e.getMessage() + "; run install.sh again", e);
    }
  }

  /**
   * Puts a library where {@link #load} looks for it first; for the installer.
   *
   * @param directory must exist
   */
  static void prepare(Class<?> owner, String resource, Path directory) throws IOException {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new NoSuchFileException(resource);
      }
      Files.copy(in, directory.resolve(resource.substring(resource.lastIndexOf('/') + 1)));
    }
  }

  private static void unpack(byte[] content, Path directory, Path file, long user) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        ensure(directory, user);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        break;
      } catch (NoSuchFileException e) {
        // Another process has just removed the empty directory.
        if (attempt == ATTEMPTS || !Files.isDirectory(directory.getParent())) {
          throw e;
        }
      }
    }
    try {
      Files.write(file, content);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Whoever could put a file there could run code as us. */
  private static void ensure(Path directory, long user) throws IOException {
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DurableFiles.PRIVATE_DIRECTORY));
      return;
    } catch (FileAlreadyExistsException e) {
      // Of another run of this user, or of somebody else.
    }
    FileStat stat = FileStat.of(directory);
    if (!stat.isDirectory() || user >= 0 && stat.userId() != user || (stat.permissions() & 077) != 0) {
      throw new IOException("somebody else made " + directory + "; remove it");
    }
  }

  private static void clear(Path directory, long now) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.so")) {
      for (Path file : files) {
        if (now - Files.getLastModifiedTime(file).toMillis() > ABANDONED_MILLIS) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Another process loads one.
      return;
    }
  }
}
