package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StableRead;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads session files without locks: writers of the families that lock beside the file rename, and the interactive
 * prompt rewrites in place, so what looks damaged, or changed while it was read, is read again.
 */
final class StableContent {
  private StableContent() {}

  /**
   * What was read.
   *
   * @param content what it says
   * @param identity the file it was read from
   * @param stable whether the file stayed as it was
   */
  record Read(SessionContent content, FileIdentity identity, boolean stable) {}

  /**
   * Reads a session's file.
   *
   * @throws java.nio.file.NoSuchFileException when it is gone
   * @throws IOException when it cannot be read
   */
  static Read of(Path file, MessageVisitor visitor) throws IOException {
    if (!FileStat.of(file).isRegularFile()) {
      SessionContent none = new SessionContent();
      none.shapes.add(Shape.NOT_A_FILE);
      none.damage = "is no regular file";
      return new Read(none, FileIdentity.of(file), true);
    }
    StableRead.Result<SessionContent> result =
        StableRead.whole(file, path -> ContentReader.read(path, visitor), StableRead::sleep);
    if (result.identity() == null) {
      throw new java.nio.file.NoSuchFileException(file.toString());
    }
    return new Read(result.value(), result.identity(), result.stable());
  }
}
