package dev.sessionctl.testing;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.ExitCode;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Saves the index of one small store after another, carries a command line out on each, and says on its standard output
 * what is durable, and since when in milliseconds: {@code saved N MILLIS}, {@code done N MILLIS}, from 1. Then waits to
 * be killed. At the first command that fails it says so, {@code failed CODE MILLIS}, and ends.
 */
final class CommandLoop {

  /** Another program on this machine may look like OpenClaw for a moment, and then nothing is changed. */
  private static final int TRIES = 20;

  private CommandLoop() {}

  /**
   * Works through a list.
   *
   * @param arguments a file with one store a line, in fields that are separated by tabs: where the text of the index
   *     is that is to be saved, or nothing; the path of the index; the command line
   */
  public static void main(String[] arguments) throws Exception {
    int number = 0;
    for (String line : Files.readAllLines(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
      number++;
      List<String> fields = List.of(line.split("\t"));
      if (!fields.get(0).isEmpty()) {
        save(Path.of(fields.get(1)), Files.readAllBytes(Path.of(fields.get(0))));
      }
      say("saved " + number);
      CliContext context = new CliContext(SystemEnvironment.create(), Formats.all(),
          new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream(), System.err, Terminal.NONE);
      String[] command = fields.subList(2, fields.size()).toArray(String[]::new);
      int code = ExitCode.LOCKED;
      for (int i = 0; i < TRIES && code == ExitCode.LOCKED; i++) {
        code = Cli.run(command, context);
      }
      if (code != 0) {
        say("failed " + code);
        return;
      }
      say("done " + number);
    }
    System.in.read();
  }

  private static void save(Path index, byte[] text) throws Exception {
    try (AtomicReplacement replacement =
        AtomicReplacement.begin(index, index.resolveSibling("sessions.json.new"))) {
      DurableFiles.writeFully(replacement.channel(), ByteBuffer.wrap(text));
      replacement.finishWriting();
      replacement.commit();
    }
  }

  private static void say(String what) {
    System.out.println(what + " " + System.currentTimeMillis());
    System.out.flush();
  }
}
