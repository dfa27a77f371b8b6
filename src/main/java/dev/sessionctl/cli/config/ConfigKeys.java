package dev.sessionctl.cli.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys a configuration file may have, by command. A table, because building every command to learn its
 * options would cost each start more than reading the file; a test holds it against the commands.
 *
 * <p>Not among them is what decides whether something is changed, where, and how: {@code --yes}, {@code --store}
 * and {@code --all-stores} of changing commands, what {@code migrate} and {@code compact} shall do, what
 * {@code trash purge} removes, what a backup holds, where it goes and how long it is kept, saved plans, which sessions
 * are meant, and what an operator states about owners and the clock. Those are said on the command line, or in the
 * environment of one invocation, not forgotten in a file.
 */
public final class ConfigKeys {

  /** What a value may be. */
  enum Type {
    FLAG, NUMBER, TEXT, LIST,
    /** A mapping of words to texts, or the same as a text or a list: {@code {cron: 7d}}, {@code cron=7d}. */
    MAP
  }

  private static final String MESSAGES = "quiet! verbose! color ";
  private static final String STORES = "store format ";
  private static final String ROWS = "output columns+ sort limit# no-header! utc! ";
  private static final String SELECTORS = "kind+ agent+ older-than newer-than larger-than state+ ids-from ";
  private static final String CHANGES = "format output progress lock-wait idle-io! no-input! dry-run! exit-code!";
  private static final String[][] TABLE = {
    {"list", "debug! " + MESSAGES + STORES + ROWS + SELECTORS + "progress summary!"},
    {"inspect", "debug! " + MESSAGES + STORES + "output utc! messages# raw!"},
    {"verify", "debug! " + MESSAGES + STORES + "output no-header! level# sample seed# max-duration idle-io! "
          + "errors-only!"},
    {"compact", "debug! " + MESSAGES + CHANGES + " max-duration quiet-for"},
    {"evict", "debug! " + MESSAGES + CHANGES
          + " kind+ agent+ older-than newer-than larger-than state+ max-age max-age-for= max-sessions# max-bytes "
          + "max-files# to-budget high-water min-free group-by order keep+ keep-last# keep-within quiet-for "
          + "unprotect+ orphans+ archives-older-than max-delete max-duration"},
    {"migrate", "debug! " + MESSAGES + CHANGES},
    {"trash", "debug!"},
    {"trash list", "debug! " + MESSAGES + STORES + ROWS.strip()},
    {"trash restore", "debug! " + MESSAGES + CHANGES},
    {"trash purge", "debug! " + MESSAGES + CHANGES + " max-duration"},
    {"repair", "debug! " + MESSAGES + CHANGES + " max-duration"},
    {"locks", "debug! " + MESSAGES + "format " + ROWS
          + "no-input! dry-run! exit-code! progress lock-wait max-duration"},
    {"backup", "debug!"},
    {"backup create", "debug! " + MESSAGES + "format output progress idle-io! level# checksum!"},
    {"backup list", "debug! " + MESSAGES + ROWS.strip()},
    {"backup verify", "debug! " + MESSAGES + ROWS + "idle-io!"},
    {"backup prune", "debug! " + MESSAGES + ROWS + "no-input! dry-run!"},
    {"restore", "debug! " + MESSAGES + CHANGES},
    {"stores", "debug! " + MESSAGES + STORES + ROWS.strip()},
    {"shell", "debug! store keep-going! no-history!"},
    {"completion", "debug!"},
    {"help", "debug!"},
  };
  private static final Map<String, Map<String, Type>> KEYS = parse();

  private ConfigKeys() {}

  /** The keys of a command with their types, or null when there is no such command. */
  static Map<String, Type> of(String command) {
    return KEYS.get(command);
  }

  /** The type of a key that at least one command has, or null. */
  static Type anywhere(String key) {
    for (Map<String, Type> keys : KEYS.values()) {
      if (keys.containsKey(key)) {
        return keys.get(key);
      }
    }
    return null;
  }

  /** Whether a file may set that option of that command. */
  public static boolean allowed(String command, String key) {
    return KEYS.containsKey(command) && KEYS.get(command).containsKey(key);
  }

  private static Map<String, Map<String, Type>> parse() {
    Map<String, Map<String, Type>> all = new LinkedHashMap<>();
    for (String[] row : TABLE) {
      Map<String, Type> keys = new LinkedHashMap<>();
      for (String word : row[1].split(" ")) {
        String name = word.substring(0, word.length() - 1);
        switch (word.charAt(word.length() - 1)) {
          case '!' -> keys.put(name, Type.FLAG);
          case '#' -> keys.put(name, Type.NUMBER);
          case '=' -> keys.put(name, Type.MAP);
          case '+' -> keys.put(name, Type.LIST);
          default -> keys.put(word, Type.TEXT);
        }
      }
      all.put(row[0], keys);
    }
    return all;
  }
}
