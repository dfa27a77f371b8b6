package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Pages of shared sessions: {@code <root>/shares/<first 16 hex digits of the SHA-256 of the id>.html} (1.7.0). */
final class Shares {

  static final String DIRECTORY = "shares";
  private static final int DIGITS = 16;
  private static final Pattern PAGE = Pattern.compile("[0-9a-f]{16}\\.html");

  private Shares() {}

  /** The pages that there are. */
  static List<Path> pages(Path root) throws IOException {
    List<Path> pages = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(DIRECTORY))) {
      for (Path entry : entries) {
        if (PAGE.matcher(entry.getFileName().toString()).matches()) {
          pages.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    pages.sort(null);
    return pages;
  }

  static Path file(Path root, String id) {
    byte[] hash = Sha256.digest().digest(id.getBytes(StandardCharsets.UTF_8));
    return root.resolve(DIRECTORY).resolve(HexFormat.of().formatHex(hash).substring(0, DIGITS) + ".html");
  }
}
