package dev.sessionctl.storage.change;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Keys as one text, for a journal. */
public final class KeyList {
  private KeyList() {}

  /** One key a line; what would end a line within a key is escaped. */
  public static String join(Collection<String> keys) {
    StringBuilder out = new StringBuilder();
    for (String key : keys) {
      out.append(key.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
    }
    return out.toString();
  }

  /** The keys of such a text; none of null. */
  public static Set<String> split(String text) {
    Set<String> keys = new LinkedHashSet<>();
    StringBuilder key = new StringBuilder();
    for (int i = 0; text != null && i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        keys.add(key.toString());
        key.setLength(0);
      } else if (c == '\\' && i + 1 < text.length()) {
        char escaped = text.charAt(++i);
        key.append(escaped == 'n' ? '\n' : escaped);
      } else {
        key.append(c);
      }
    }
    return keys;
  }
}
