package dev.sessionctl.storage.openclaw;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Session keys as nobody would choose them, the same for the same seed. */
final class HostileKeys {

  private static final List<String> PIECES = pieces();

  private HostileKeys() {}

  private static List<String> pieces() {
    List<String> pieces = new ArrayList<>();
    for (char c = 0; c < 0xa0; c++) {
      pieces.add(String.valueOf(c));
    }
    pieces.addAll(List.of("%41", "%2F", "%2f", "%", "%%", "%sha256-", "..", "../", "/", "\\", ":", "agent:main:",
        "topic", " ", ".", ".json", ".tmp", "state", "con", "NUL", "aux.", "com1", "LPT9", "~1", "session-",
        "\u00e9", "e\u0301", "\u212b", "\u00c5", "A\u030a", "\u0130", "\u0131", "I", "i", "I\u0307",
        "\ud83d\ude00", "\ud83d", "\ude00", "\u2028", "\ufeff", "\ufffd", "\uffff", "\u1e9e", "\u00df", "\uff21",
        "\u03a3", "\u03c2", "\u03c3"));
    return pieces;
  }

  /** So many keys, each other than the others, the empty one and very long ones among them. */
  static Set<String> distinct(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> keys = new LinkedHashSet<>();
    keys.add("");
    while (keys.size() < count) {
      int length = random.nextInt(20) == 0 ? random.nextInt(250) : random.nextInt(6) + 1;
      StringBuilder key = new StringBuilder();
      for (int i = 0; i < length; i++) {
        key.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      keys.add(key.toString());
    }
    return keys;
  }
}
