package dev.sessionctl.cli;

import dev.sessionctl.plan.Confirmation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Asks on standard error, so that the question never gets into data, and reads one line of standard input. */
final class Prompt implements Confirmation {

  private static final int MAX_ANSWER = 1000;

  private final CliContext context;
  private final boolean allowed;

  Prompt(CliContext context, boolean allowed) {
    this.context = context;
    this.allowed = allowed;
  }

  @Override
  public boolean canAsk() {
    return allowed && context.terminal().interactive();
  }

  @Override
  public boolean ask(String question) throws IOException {
    new Messages(context.err()).ask(question + " [y/N] ");
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    for (int b = context.in().read(); b >= 0 && b != '\n' && answer.size() < MAX_ANSWER; b = context.in().read()) {
      answer.write(b);
    }
    String word = answer.toString(StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    return word.equals("y") || word.equals("yes");
  }
}
