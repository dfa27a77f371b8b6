package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** Brings the times of files, which a disk takes from the clock on the wall, in line with the clock of a test. */
public final class FileTimes {
  private FileTimes() {}

  /** Lets nothing in a directory have been written after a time. */
  public static void notAfter(Path directory, long millis) throws IOException {
    FileTime limit = FileTime.fromMillis(millis);
    Files.walkFileTree(directory, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile() && attributes.lastModifiedTime().compareTo(limit) > 0) {
          Files.setLastModifiedTime(file, limit);
        }
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
