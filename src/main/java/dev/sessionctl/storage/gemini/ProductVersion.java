package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.gemini.JsonScanner.Token;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The release of an installed claudecodeui, by its {@code package.json}. Releases from 1.36.1 on have neither the code
 * that reads these sessions nor the one that writes them (siteboon/claudecodeui, pull request 964).
 */
record ProductVersion(String text, boolean usesSessions) {

  private static final Set<String> PACKAGES =
      Set.of("@cloudcli-ai/cloudcli", "@siteboon/claude-code-ui", "claude-code-ui");
  private static final Pattern FORM = Pattern.compile("v?([0-9]{1,4})\\.([0-9]{1,4})\\.([0-9]{1,4})([-+].*)?");
  private static final int LARGEST = 1 << 20;
  /** {@code dist-server/server/modules/…} lies so deep below the root of the package. */
  private static final int DEEPEST = 6;

  /** The release that is installed in a directory, or null when it is none of the product or cannot be read. */
  static ProductVersion in(Path root) {
    Map<String, String> fields = shortFields(root.resolve("package.json"), Set.of("name", "version"));
    String version = fields.get("version");
    return version == null || !PACKAGES.contains(fields.getOrDefault("name", "")) ? null : of(version);
  }

  /** Whether a directory holds a package, and it is another one. */
  static boolean isOtherPackage(Path root) {
    String name = shortFields(root.resolve("package.json"), Set.of("name")).get("name");
    return name != null && !PACKAGES.contains(name);
  }

  /** The release that a program file belongs to, or null. */
  static ProductVersion around(Path program) {
    Path real;
    try {
      real = program.toRealPath();
    } catch (IOException e) {
      return null;
    }
    Path directory = real.getParent();
    for (int i = 0; i < DEEPEST && directory != null; i++, directory = directory.getParent()) {
      ProductVersion found = in(directory);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** A release by its number; one that cannot be read may be any. */
  static ProductVersion of(String version) {
    Matcher matcher = FORM.matcher(version);
    if (!matcher.matches()) {
      return new ProductVersion(version, true);
    }
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    int patch = Integer.parseInt(matcher.group(3));
    boolean before = major < 1 || major == 1 && (minor < 36 || minor == 36 && patch < 1);
    return new ProductVersion(version, before);
  }

  /** Short texts and numbers among the keys of a small JSON file; none when it cannot be read. */
  static Map<String, String> shortFields(Path file, Set<String> wanted) {
    Map<String, String> fields = new HashMap<>();
    try {
      if (!FileStat.of(file.toRealPath()).isRegularFile()) {
        return fields;
      }
      try (FileChannel channel = DurableFiles.openForRead(file.toRealPath())) {
        JsonScanner json = new JsonScanner(channel, 0, Math.min(LARGEST, channel.size()));
        if (json.next() != Token.BEGIN_OBJECT) {
          return fields;
        }
        while (json.next() == Token.NAME) {
          String name = json.text(256);
          Token value = json.next();
          if (wanted.contains(name) && value == Token.STRING) {
            fields.put(name, json.text(4096));
          } else if (wanted.contains(name) && value == Token.NUMBER) {
            fields.put(name, json.number(32));
          }
          json.skip();
        }
      }
    } catch (IOException e) {
      // What was read before the damage still tells; without it nothing is known.
      return fields;
    }
    return fields;
  }
}
