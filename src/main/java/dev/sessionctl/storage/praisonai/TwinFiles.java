package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of sessions beside a gateway's database. It takes all of them in when it finds its table empty, and never
 * again (praisonaiagents 1.7.0): what goes on in a file afterwards, as bots do, and what is new there, it does not see.
 * Used once, by one thread.
 */
final class TwinFiles {

  /** Where nobody asks. */
  static final TwinFiles NONE = new TwinFiles();

  private static final int MOST_NAMED = 3;

  /** What is remembered of a file. */
  private static final class Twin {
    private final Path file;
    /** The last message of its window, and the time of that. */
    private long last;
    private long lastMillis = Session.UNKNOWN;
    private long messages;
    private boolean hasRow;

    Twin(Path file) {
      this.file = file;
    }
  }

  private final Map<String, Twin> twins = new HashMap<>();
  private boolean complete = true;
  private final Tally unseen = new Tally();
  private final Tally fileAhead = new Tally();
  private final Tally rowAhead = new Tally();

  /** How many there are, and the first of them. */
  private static final class Tally {
    private long count;
    private String named = "";
    private Path first;

    void add(String id, Path file) {
      if (count < MOST_NAMED) {
        named += (count == 0 ? "" : ", ") + id;
      }
      first = count++ == 0 ? file : first;
    }

    @Override
    public String toString() {
      return Findings.count(count, "session") + " (" + named + (count > MOST_NAMED ? ", …)" : ")");
    }
  }

  private TwinFiles() {}

  /** Reads the files of a directory, as far as there is time. */
  static TwinFiles in(Place place, CheckBudget budget) throws IOException {
    TwinFiles files = new TwinFiles();
    if (!Files.isDirectory(place.directory(), LinkOption.NOFOLLOW_LINKS)) {
      return files;
    }
    List<String> keys = Listing.of(place.directory()).sessions;
    for (String key : keys) {
      if (budget.isExceeded()) {
        files.complete = false;
        break;
      }
      try {
        files.add(key, Listing.file(place.directory(), key));
      } catch (NoSuchFileException e) {
        continue;
      } catch (java.nio.file.FileSystemException e) {
        files.complete = false;
      }
    }
    return files;
  }

  private void add(String key, Path file) throws IOException {
    Twin twin = new Twin(file);
    SessionContent content = StableContent.of(file, new MessageVisitor() {
      @Override
      public void begin() {
        twin.messages = 0;
      }

      @Override
      public void message(boolean archived, long index, MessageFields message) {
        if (!archived) {
          twin.messages++;
          twin.last = print(message);
          twin.lastMillis = message.millis();
        }
      }
    }).content();
    // What cannot be read is told by the check of the files, and was never taken in.
    if (content.isReadable() && !content.shapes.contains(Shape.NOT_AN_OBJECT) && !Scan.isNoSession(key, content)) {
      twins.put(content.id == null ? "" : content.id, twin);
    }
  }

  /** Whether every file could be read. */
  boolean complete() {
    return complete;
  }

  /** A row that is not looked into. */
  void seen(String id) {
    Twin twin = twins.get(id);
    if (twin != null) {
      twin.hasRow = true;
    }
  }

  /** What compares a row with its file, or null when it has none. */
  Comparison compared(String id) {
    seen(id);
    Twin twin = twins.get(id);
    return twin == null ? null : new Comparison(id, twin);
  }

  /** Looks for the last message of a file among those of its row. */
  final class Comparison {
    private final String id;
    private final Twin twin;
    private boolean found;
    private long oldest = Long.MAX_VALUE;
    private long newest = Session.UNKNOWN;

    private Comparison(String id, Twin twin) {
      this.id = id;
      this.twin = twin;
    }

    /** Sees every message, and so does another. */
    MessageVisitor with(MessageVisitor other) {
      return new MessageVisitor() {
        @Override
        public void begin() {
          other.begin();
        }

        @Override
        public void message(boolean archived, long index, MessageFields message) throws IOException {
          other.message(archived, index, message);
          see(message);
        }
      };
    }

    private void see(MessageFields message) {
      found |= print(message) == twin.last;
      long millis = message.millis();
      if (millis != Session.UNKNOWN && !message.compaction) {
        oldest = Math.min(oldest, millis);
        newest = Math.max(newest, millis);
      }
    }

    /**
     * The row was read to its end. A file's last message that lies before everything in the row has fallen out of the
     * window there.
     */
    void end() {
      if (twin.messages > 0 && !found && (twin.lastMillis == Session.UNKNOWN || twin.lastMillis >= oldest
          || newest == Session.UNKNOWN)) {
        fileAhead.add(id, twin.file);
      } else if (newest > twin.lastMillis) {
        rowAhead.add(id, twin.file);
      }
    }
  }

  /**
   * Says what came of it, when every row was handed over.
   *
   * @param rows how many there are
   */
  void report(long rows, Path database, Findings findings) throws IOException {
    twins.entrySet().stream().filter(twin -> !twin.getValue().hasRow).sorted(Map.Entry.comparingByKey())
        .forEach(twin -> unseen.add(twin.getKey(), twin.getValue().file));
    if (unseen.count > 0 && rows == 0) {
      findings.add(TranscriptFlaw.IMPORT_PENDING, database, "the table is empty: when the gateway opens it next, it"
          + " takes in from files " + unseen);
    } else if (unseen.count > 0) {
      findings.add(TranscriptFlaw.IMPORT_UNSEEN, unseen.first, "in files beside the database and not in it, so that"
          + " the gateway does not see them: " + unseen);
    }
    if (fileAhead.count > 0) {
      findings.add(TranscriptFlaw.IMPORT_FILE_AHEAD, fileAhead.first, "with messages in the file that the database does"
          + " not have: " + fileAhead);
    }
    if (rowAhead.count > 0) {
      findings.add(TranscriptFlaw.IMPORT_ROW_AHEAD, rowAhead.first, "went on in the database, so that the file shows"
          + " what was before: " + rowAhead);
    }
  }

  /** A print of a message that JSON written anew leaves as it is. */
  private static long print(MessageFields message) {
    long print = 0xCBF29CE484222325L;
    print = mix(print, message.role);
    print = mix(print, message.text == null ? "[" + message.listContent + "]" : message.text);
    long millis = message.millis();
    return mix(print, millis == Session.UNKNOWN ? message.timestamp : Long.toString(millis));
  }

  private static long mix(long print, String text) {
    long mixed = print ^ (text == null ? -1 : text.length());
    for (int i = 0; text != null && i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * 0x100000001B3L;
    }
    return mixed * 0x9E3779B97F4A7C15L;
  }
}
