package dev.sessionctl.cli;

import dev.sessionctl.output.SafeText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Lines on standard error: one a message, with nothing in it that a terminal would obey. */
public final class Messages {

  private final OutputStream err;

  public Messages(OutputStream err) {
    this.err = err;
  }

  /** A message under the program's name. */
  public void say(String message) {
    line("sessionctl: " + message);
  }

  /** A line as it is, but for control characters. */
  public void line(String text) {
    write(SafeText.neutralise(text) + "\n");
  }

  /** A question, without a line feed. */
  public void ask(String question) {
    write(SafeText.neutralise(question));
  }

  /** The stack trace of a failure, for those who asked for it. */
  void trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    for (String line : text.toString().split("\\R")) {
      line("  " + line.replace("\t", "  "));
    }
  }

  private void write(String text) {
    try {
      err.write(text.getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException e) {
      // There is nowhere left to say it; the exit code still tells.
      return;
    }
  }
}
