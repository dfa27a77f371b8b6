package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.restore.Joining;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Puts a record from the trash together with the one that the session has begun since: neither forgets a capture. */
final class StateJoin implements Joining {

  private static final int PATIENCE = 4;

  @Override
  public void write(Path kept, Path present, OutputStream out) throws IOException {
    StateDocument both = new StateDocument();
    for (Path path : new Path[] {kept, present}) {
      StateFile file = new StateFile();
      if (!file.readPatiently(path, PATIENCE).isSound()) {
        throw new CorruptStoreException(path + " is no record that could be put together with another");
      }
      both.add(file.bytes(), file.length());
    }
    out.write(both.bytes());
  }
}
