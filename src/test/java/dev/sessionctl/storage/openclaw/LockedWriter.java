package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that changes one entry of an index again and again with this tool's own means: it takes the product's
 * lock, reads the index, and replaces it. The counterpart of {@link GatewayWriter}.
 *
 * <p>Arguments: index, key, field, how often. Prints as JSON what came of it.
 */
public final class LockedWriter {

  /** Between writes, so that other writers get the lock at all: the product polls for it, without a queue. */
  private static final long PAUSE_MILLIS = 3;

  private final Environment environment = SystemEnvironment.create();
  private final StoreFiles files;
  private final String key;
  private final String field;
  private final Pattern counter;
  private long lost;

  private LockedWriter(Path index, String key, String field) {
    this.files = new StoreFiles(index);
    this.key = key;
    this.field = field;
    this.counter = Pattern.compile("\"" + field + "\": (\\d+)");
  }

  public static void main(String[] arguments) throws Exception {
    LockedWriter writer = new LockedWriter(Path.of(arguments[0]), arguments[1], arguments[2]);
    long count = Long.parseLong(arguments[3]);
    long acknowledged = 0;
    long failed = 0;
    long longest = 0;
    while (acknowledged < count && failed <= 20) {
      long begin = System.nanoTime();
      try {
        writer.increment(acknowledged);
        acknowledged++;
      } catch (LockedException | ChangedException e) {
        System.out.println(e.getMessage());
        failed++;
      }
      longest = Math.max(longest, System.nanoTime() - begin);
      Thread.sleep(PAUSE_MILLIS);
    }
    System.out.println("{\"acknowledged\":" + acknowledged + ",\"lost\":" + writer.lost + ",\"failed\":" + failed
        + ",\"longestMillis\":" + longest / 1_000_000 + "}");
  }

  private void increment(long expected) throws IOException {
    Path temporary = files.indexTemporary(environment);
    try (OpenClawLock lock = OpenClawLock.take(files.index(), LockKind.INDEX, Duration.ofSeconds(30), Pause.SLEEP,
        environment);
        IndexFile index = IndexFile.open(files.index());
        AtomicReplacement replacement = AtomicReplacement.begin(files.index(), temporary)) {
      IndexWriter writer = new IndexWriter(replacement.channel());
      index.scan((name, entry, start, limit) -> {
        byte[] text = index.text(start, limit);
        writer.entry(name, name.equals(key) ? changed(text, expected) : text);
      });
      writer.finish();
      replacement.finishWriting();
      lock.ensureHeld();
      replacement.commit();
    }
  }

  private byte[] changed(byte[] entry, long expected) {
    String text = new String(entry, StandardCharsets.UTF_8);
    Matcher present = counter.matcher(text);
    String number = Long.toString(expected + 1);
    if (present.find()) {
      lost += Long.parseLong(present.group(1)) == expected ? 0 : 1;
      text = text.substring(0, present.start(1)) + number + text.substring(present.end(1));
    } else {
      lost += expected == 0 ? 0 : 1;
      text = "{\n  \"" + field + "\": " + number + "," + text.substring(1);
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
