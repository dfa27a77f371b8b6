package dev.sessionctl.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells how long the machine let nothing of this process run, or its disk nothing through. A process that waits for us
 * with a limit of time may only be asked whether it waited in vain where that did not happen.
 */
public final class Standstill implements AutoCloseable {

  private static final int TICK_MILLIS = 20;

  private final FileChannel file;
  private final Thread thread;
  private final AtomicLong longest = new AtomicLong();
  private volatile boolean over;

  /**
   * Begins to look.
   *
   * @param directory on the disk in question
   */
  public Standstill(Path directory) throws IOException {
    file = FileChannel.open(directory.resolve("standstill"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    thread = new Thread(this::look, "standstill");
    thread.setDaemon(true);
    thread.start();
  }

  private void look() {
    while (!over) {
      long start = System.nanoTime();
      try {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        file.write(ByteBuffer.wrap(new byte[] {1}), 0);
        file.force(true);
      } catch (InterruptedException | IOException e) {
        return;
      }
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      longest.accumulateAndGet(took, Math::max);
    }
  }

  /** The longest time until now, milliseconds; a little is always there. */
  public long longestMillis() {
    return longest.get();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    over = true;
    thread.join();
    file.close();
  }
}
