package dev.sessionctl.cli.shell;

import dev.sessionctl.cli.Messages;
import dev.sessionctl.cli.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Lines as they come: from a script, or from a terminal that can do no more than show text, where the terminal itself
 * edits the line.
 */
final class PlainLines implements LineSource {

  /** More than any command line that a kernel takes. */
  private static final int LONGEST = 4 << 20;

  private final InputStream in;
  private final Messages prompts;
  private int read;
  private int first;
  /** What was asked while a line is waited for; null otherwise. */
  private volatile String prompt;
  private volatile boolean givenUp;

  /**
   * Lines of a stream.
   *
   * @param prompts where prompts are shown, or null when nobody types
   */
  PlainLines(InputStream in, Messages prompts) {
    this.in = in;
    this.prompts = prompts;
  }

  /** Gives up what was typed so far, at Ctrl-C; of the present line the terminal itself has done so. */
  void giveUp() {
    String now = prompt;
    if (now != null) {
      givenUp = true;
      prompts.line("");
      prompts.ask(now);
    }
  }

  @Override
  public String next(String asked) throws IOException {
    try {
      prompt = prompts == null ? null : asked;
      return whole(asked);
    } finally {
      prompt = null;
    }
  }

  private String whole(String asked) throws IOException {
    ask(asked);
    String line = line(0);
    first = read;
    givenUp = false;
    while (line != null && ShellWords.of(line).open() != ShellWords.Open.NOTHING) {
      ask("> ");
      String more = line(line.length());
      if (givenUp) {
        givenUp = false;
        line = more;
        continue;
      }
      if (more == null) {
        throw new UsageException("line " + first + ": a quote or a backslash is still open at the end of the input");
      }
      line += "\n" + more;
    }
    if (line == null && prompts != null) {
      prompts.line("");
    }
    return line;
  }

  private void ask(String text) {
    if (prompts != null) {
      prompts.ask(text);
    }
  }

  private String line(int before) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return null;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      bytes.write(b);
      if (before + bytes.size() > LONGEST) {
        throw new UsageException("line " + (read + 1) + " is longer than 4 MiB");
      }
    }
    read++;
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public int number() {
    return prompts == null ? first : 0;
  }

  @Override
  public void close() {
    // Standard input is the caller's.
  }
}
