package dev.sessionctl.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command prints, read as fast as it comes, so that no command waits, with a store open, for a person who
 * reads. Ends after {@link #MOST_CHARACTERS}, and the command is told so by its pipe.
 */
final class OutputLines {

  /** Some hundred thousand lines; more is for a file, or for a program that searches. */
  static final int MOST_CHARACTERS = 32 << 20;

  private final List<String> lines = new ArrayList<>();
  private boolean ended;
  private boolean cut;

  OutputLines(InputStream output) {
    Thread thread = new Thread(() -> read(output), "sessionctl-output");
    thread.setDaemon(true);
    thread.start();
  }

  private void read(InputStream output) {
    long characters = 0;
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        characters += line.length() + 1;
        synchronized (this) {
          lines.add(line);
          cut = characters > MOST_CHARACTERS;
          notifyAll();
          if (cut) {
            return;
          }
        }
      }
    } catch (IOException e) {
      // A command that died in the middle of a line; its exit code tells.
      return;
    } finally {
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }
  }

  /** Waits until there are so many lines, or no more will come. */
  synchronized void await(int count) throws InterruptedException {
    while (lines.size() < count && !ended) {
      wait();
    }
  }

  synchronized int size() {
    return lines.size();
  }

  synchronized boolean ended() {
    return ended;
  }

  /** Whether there would have been more. */
  synchronized boolean cut() {
    return cut;
  }

  synchronized String line(int index) {
    return lines.get(index);
  }
}
