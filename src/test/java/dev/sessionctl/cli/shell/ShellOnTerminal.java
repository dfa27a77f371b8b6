package dev.sessionctl.cli.shell;

import dev.sessionctl.Main;
import dev.sessionctl.testing.JavaCommand;
import dev.sessionctl.testing.Pty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The program on a pseudo-terminal, in a home with a store where OpenClaw keeps one. */
final class ShellOnTerminal {

  final Path home;
  final Map<String, String> variables = new HashMap<>();
  int columns = 100;
  int rows = 60;
  String input = "";

  ShellOnTerminal(Path home) {
    this.home = home;
  }

  Path index() {
    return home.resolve(".openclaw/agents/main/sessions/sessions.json");
  }

  /** Writes a store with these keys, all of them long ago. */
  ShellOnTerminal store(String... keys) throws IOException {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < keys.length; i++) {
      text.append(i == 0 ? "\n" : ",\n").append("  ").append(json(keys[i])).append(": {\n    \"sessionId\": \"id-")
          .append(i).append("\",\n    \"updatedAt\": ").append(1_495_000_000_000L + i).append("\n  }");
    }
    Files.createDirectories(index().getParent());
    Files.write(index(), text.append("\n}\n").toString().getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < keys.length; i++) {
      Path transcript = index().resolveSibling("id-" + i + ".jsonl");
      Files.writeString(transcript, "{\"type\":\"session\",\"version\":3,\"id\":\"id-" + i + "\"}\n");
      Files.setLastModifiedTime(transcript, java.nio.file.attribute.FileTime.fromMillis(1_495_000_000_000L));
    }
    Files.setLastModifiedTime(index(), java.nio.file.attribute.FileTime.fromMillis(1_495_000_000_000L));
    return this;
  }

  private static String json(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      out.append(c < ' ' || c == '"' || c == '\\' || c == 127 ? String.format(java.util.Locale.ROOT, "\\u%04x", (int) c)
          : String.valueOf(c));
    }
    return out.append('"').toString();
  }

  /** Starts the program. */
  Pty start(String... arguments) throws IOException {
    return Pty.start(columns, rows, home, variables, input, command(arguments));
  }

  List<String> command(String... arguments) {
    // Another language on purpose: none of what is done may depend on it.
    return JavaCommand.of(Main.class, List.of("-XX:+UseSerialGC", "-Duser.language=tr",
        "-Dsessionctl.lockowner=/openclaw"), List.of(arguments));
  }
}
