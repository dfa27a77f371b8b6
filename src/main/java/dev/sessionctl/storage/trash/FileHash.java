package dev.sessionctl.storage.trash;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What proves that a file is the one that was set aside. */
public final class FileHash {
  private FileHash() {}

  /** SHA-256 of a file's content, lower-case hexadecimal; a symbolic link is not followed. */
  public static String sha256(Path path) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (FileChannel channel = DurableFiles.openForRead(path);
        InputStream in = new DigestInputStream(new ChannelInput(channel, 0, Long.MAX_VALUE), digest)) {
      byte[] buffer = new byte[1 << 16];
      while (in.read(buffer) >= 0) {
        continue;
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
