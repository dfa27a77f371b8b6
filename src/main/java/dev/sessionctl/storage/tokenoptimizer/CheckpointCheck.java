package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Looks at the heads of a session's checkpoints.
 *
 * @param place where they are
 * @param files what lies there
 * @param findings where to report
 * @param nearEmpty told of checkpoints that hold no message
 */
record CheckpointCheck(SessionPlace place, SessionFiles files, Findings findings, Consumer<Path> nearEmpty) {

  void run() throws IOException {
    for (SessionFiles.Entry entry : files.entries()) {
      if (entry.isCheckpoint() && entry.regular() && entry.bytes() > 0) {
        look(place.directory().resolve(entry.name()));
      }
    }
  }

  private void look(Path path) throws IOException {
    CheckpointHeader header;
    try {
      header = CheckpointHeader.read(path);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!header.isCheckpoint()) {
      findings.add(Flaw.CHECKPOINT_NO_HEADER, place.key(), path, path.getFileName()
          + " does not begin as a checkpoint does");
    } else if (header.messages() == 0) {
      nearEmpty.accept(path);
    }
  }
}
