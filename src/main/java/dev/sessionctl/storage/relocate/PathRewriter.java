package dev.sessionctl.storage.relocate;

import dev.sessionctl.storage.text.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Replaces one directory by another wherever JSON text names it or something below it, in a stream, leaving every
 * other byte as it is. A path begins with a slash, which outside strings no JSON has, so only strings are changed;
 * {@code /home/ann/.openclaw-old} is not below {@code /home/ann/.openclaw}.
 */
public final class PathRewriter {

  private static final int BUFFER = 1 << 16;

  private final List<byte[]> roots = new ArrayList<>();
  private final byte[] replacement;
  private final int longest;
  private long replaced;

  /**
   * A rewriter.
   *
   * @param formerRoots directories that are replaced; of two that match, the longer one is
   * @param root what replaces them
   */
  public PathRewriter(List<Path> formerRoots, Path root) {
    replacement = inJson(root);
    int max = replacement.length;
    for (Path former : formerRoots) {
      byte[] bytes = inJson(former);
      if (!former.equals(root) && bytes.length > 1) {
        roots.add(bytes);
        max = Math.max(max, bytes.length);
      }
    }
    roots.sort((a, b) -> b.length - a.length);
    longest = max;
  }

  /** How many paths were replaced so far. */
  public long replaced() {
    return replaced;
  }

  /** Copies the stream to its end; returns whether anything was replaced. */
  public boolean rewrite(InputStream in, OutputStream out) throws IOException {
    long before = replaced;
    byte[] buffer = new byte[BUFFER + 2 * longest];
    int length = 0;
    int previous = -1;
    boolean ended = roots.isEmpty();
    if (ended) {
      in.transferTo(out);
    }
    while (!ended) {
      int count = in.read(buffer, length, buffer.length - length);
      ended = count < 0;
      length += Math.max(count, 0);
      // A match, and the byte behind it, must lie in the buffer whole unless the stream has ended.
      int safe = ended ? length : length - longest - 1;
      int done = 0;
      int at = 0;
      while (at < safe) {
        byte[] root = buffer[at] == '/' && !isNameByte(at == 0 ? previous : buffer[at - 1]) ? match(buffer, at, length)
            : null;
        if (root == null) {
          at++;
          continue;
        }
        out.write(buffer, done, at - done);
        out.write(replacement);
        replaced++;
        at += root.length;
        done = at;
      }
      if (at > 0) {
        out.write(buffer, done, at - done);
        previous = buffer[at - 1];
        System.arraycopy(buffer, at, buffer, 0, length - at);
        length -= at;
      }
    }
    return replaced != before;
  }

  /** Reads the stream to its end and tells whether anything in it would be replaced; counts nothing. */
  public boolean wouldRewrite(InputStream in) throws IOException {
    long before = replaced;
    boolean would = rewrite(in, OutputStream.nullOutputStream());
    replaced = before;
    return would;
  }

  /** Rewrites a text in memory. */
  public byte[] rewrite(byte[] text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 64);
    rewrite(new java.io.ByteArrayInputStream(text), out);
    return out.toByteArray();
  }

  private byte[] match(byte[] buffer, int at, int length) {
    for (byte[] root : roots) {
      if (startsWith(buffer, at, length, root)) {
        // What is already below the new directory stays, so that rewriting twice changes nothing.
        boolean done = replacement.length > root.length && startsWith(buffer, at, length, replacement);
        return done ? null : root;
      }
    }
    return null;
  }

  private static boolean startsWith(byte[] buffer, int at, int length, byte[] root) {
    int end = at + root.length;
    return end <= length && Arrays.equals(buffer, at, end, root, 0, root.length)
        && (end == length || !goesOn(buffer[end]));
  }

  /** Whether a byte behind a directory's path makes it that of another: {@code .openclaw copy}. */
  private static boolean goesOn(int b) {
    return isNameByte(b) || switch (b) {
      case ' ', '(', '=', '!', '$', '%', '&', '*', '^', '`', '{', '[' -> true;
      default -> false;
    };
  }

  /** Whether a byte can go on a file name, so that what stands before it is not a whole name. */
  private static boolean isNameByte(int b) {
    return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '.'
        || b == '~' || b == '+' || b == '@' || b < -1;
  }

  private static byte[] inJson(Path path) {
    byte[] quoted = JsonText.quote(path.toString());
    return Arrays.copyOfRange(quoted, 1, quoted.length - 1);
  }
}
