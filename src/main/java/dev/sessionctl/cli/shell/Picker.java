package dev.sessionctl.cli.shell;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.ExitCode;
import dev.sessionctl.cli.Messages;
import dev.sessionctl.cli.UsageException;
import dev.sessionctl.output.Units;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Marks sessions and hands them to {@code inspect}, {@code evict} or {@code trash restore}. What can be marked is what
 * {@code list} or {@code trash list} shows with the options of the line; what is done is done by those commands, with
 * their plan, their guards and their question.
 */
final class Picker {

  /** More than a person marks one by one. */
  static final int MOST = 1000;
  static final List<String> VERBS = List.of("inspect", "evict", "restore");

  private static final JsonFactory JSON = new JsonFactory();

  /** Has a command line carried out; gives its exit code. */
  @FunctionalInterface
  interface Carrier {
    int carryOut(List<String> words) throws IOException;
  }

  private final CliContext context;
  private final CommandRunner runner;
  private final EditedLines edited;
  private final String store;
  private final Carrier carrier;

  /**
   * A picker.
   *
   * @param edited what can be drawn on, or null
   * @param store the store that is used, or null
   */
  Picker(CliContext context, CommandRunner runner, EditedLines edited, String store, Carrier carrier) {
    this.context = context;
    this.runner = runner;
    this.edited = edited;
    this.store = store;
    this.carrier = carrier;
  }

  /** Carries {@code pick VERB ...} out. */
  int pick(List<String> words) throws IOException {
    if (!context.terminal().interactive()) {
      throw new UsageException("pick needs somebody who marks; in a script name the sessions");
    }
    if (words.size() < 2 || !VERBS.contains(words.get(1))) {
      throw new UsageException("say what to pick for: pick inspect, pick evict or pick restore, and options of list");
    }
    List<String> options = words.subList(2, words.size());
    return words.get(1).equals("restore") ? restore(options) : sessions(words.get(1), options);
  }

  private int sessions(String verb, List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of("list"));
    command.addAll(options);
    requireFree(Invocation.of(command, context));
    command.addAll(1, List.of("-o", "jsonl", "--columns", "store,key,kind,lastActivity,bytes,state", "--limit",
        Integer.toString(MOST)));
    List<Map<String, String>> rows = rows(command);
    if (rows == null) {
      return ExitCode.FAILED;
    }
    long now = context.environment().now();
    List<String> shown = new ArrayList<>();
    for (Map<String, String> row : rows) {
      String at = row.get("lastActivity");
      String age = at == null ? "-" : Units.formatAge(now - Instant.parse(at).toEpochMilli());
      // The key last: it may be longer than the screen is wide.
      shown.add(cell(row.get("kind"), 8) + "  " + cell(age, -4) + "  " + cell(size(row), -9) + "  "
          + cell(row.get("state"), 8) + "  " + row.get("key"));
    }
    List<Integer> chosen = choose("sessions to " + verb, shown);
    if (chosen == null) {
      return ExitCode.OK;
    }
    Map<String, List<String>> keys = new LinkedHashMap<>();
    for (int index : chosen) {
      Map<String, String> row = rows.get(index);
      String key = row.get("key");
      keys.computeIfAbsent(row.get("store"), unused -> new ArrayList<>())
          // evict takes patterns; what was marked is one session.
          .add(verb.equals("evict") ? key.replaceAll("([*?\\[\\\\])", "\\\\$1") : key);
    }
    return each(keys, (path, of) -> {
      List<String> line = new ArrayList<>(List.of(verb, "--store=" + path, "--"));
      line.addAll(of);
      return line;
    });
  }

  private int restore(List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of("trash", "list"));
    command.addAll(options);
    requireFree(Invocation.of(command, context));
    if (Invocation.of(command, context).hasAny("--sort")) {
      throw new UsageException("pick restore shows the newest run first");
    }
    command.addAll(2, List.of("-o", "jsonl", "--sort", "-at", "--limit", Integer.toString(MOST)));
    List<Map<String, String>> runs = rows(command);
    if (runs == null) {
      return ExitCode.FAILED;
    }
    List<String> shown = new ArrayList<>();
    runs.forEach(run -> shown.add(run.get("run") + "  " + cell(run.get("command"), 7) + "  "
        + cell(run.get("entries") + " entries", -12) + "  " + cell(size(run), -9) + "  " + run.get("store")));
    List<Integer> chosen = choose("runs to restore from", shown);
    if (chosen == null) {
      return ExitCode.OK;
    }
    int code = ExitCode.OK;
    for (int index : chosen) {
      Map<String, String> run = runs.get(index);
      int each = restore(run.get("run"), run.get("store"));
      code = code == ExitCode.OK ? each : code;
    }
    return code;
  }

  private int restore(String run, String path) throws IOException {
    List<Map<String, String>> items = rows(List.of("trash", "list", run, "--store=" + path, "-o", "jsonl"));
    if (items == null) {
      return ExitCode.FAILED;
    }
    Map<String, String> keys = new LinkedHashMap<>();
    for (Map<String, String> item : items) {
      if (item.get("key") != null && !"restored".equals(item.get("state"))) {
        keys.merge(item.get("key"), item.get("type"), (one, more) -> one.contains(more) ? one : one + ", " + more);
      }
    }
    List<String> shown = new ArrayList<>();
    keys.forEach((key, types) -> shown.add(cell(types, 12) + "  " + key));
    List<String> names = List.copyOf(keys.keySet());
    List<String> line = new ArrayList<>(List.of("trash", "restore", "--store=" + path, run));
    if (!names.isEmpty()) {
      List<Integer> chosen = choose("sessions to restore of the run " + run + "; all of them: also what is of none",
          shown);
      if (chosen == null) {
        return ExitCode.OK;
      }
      if (chosen.size() < names.size()) {
        line.add("--");
        chosen.forEach(index -> line.add(names.get(index)));
      }
    }
    return carrier.carryOut(line);
  }

  /** A text in a column: to the left of a width, or to the right of a negative one. */
  private static String cell(String text, int width) {
    String known = text == null ? "-" : text;
    String blanks = " ".repeat(Math.max(0, Math.abs(width) - known.length()));
    return width < 0 ? blanks + known : known + blanks;
  }

  private static String size(Map<String, String> row) {
    String bytes = row.get("bytes");
    return bytes == null ? null : Units.formatBytes(Long.parseLong(bytes));
  }

  private static void requireFree(Invocation list) {
    if (list.hasAny("--output", "--columns", "--limit", "--watch", "--summary")) {
      throw new UsageException("pick chooses output, columns and limit itself");
    }
  }

  /** What was marked; null when there was nothing to mark, or nothing was. */
  private List<Integer> choose(String what, List<String> items) throws IOException {
    Messages messages = new Messages(context.err());
    if (items.isEmpty()) {
      messages.line("there are no " + what);
      return null;
    }
    String title = "Mark " + what + (items.size() == MOST ? " (the first " + MOST + ")" : "");
    Choice choice = new Choice(title, items);
    List<Integer> chosen = edited == null ? choice.byNumber(context) : choice.onScreen(edited);
    if (chosen == null || chosen.isEmpty()) {
      messages.line("nothing was marked");
      return null;
    }
    return chosen;
  }

  /** Makes a command line for the keys of one store. */
  private interface LineOf {
    List<String> line(String path, List<String> keys);
  }

  private int each(Map<String, List<String>> keys, LineOf lines) throws IOException {
    int code = ExitCode.OK;
    for (Map.Entry<String, List<String>> entry : keys.entrySet()) {
      int each = carrier.carryOut(lines.line(entry.getKey(), entry.getValue()));
      code = code == ExitCode.OK ? each : code;
    }
    return code;
  }

  /** The rows that a command prints as lines of JSON; null when it showed none because it failed. */
  private List<Map<String, String>> rows(List<String> words) throws IOException {
    Process process = runner.start(Invocation.of(words, context).at(store), false, CommandRunner.Output.TO_US,
        Map.of());
    OutputLines lines = new OutputLines(process.getInputStream());
    List<Map<String, String>> rows = new ArrayList<>();
    int code = CommandRunner.await(List.of(process));
    try {
      lines.await(Integer.MAX_VALUE);
    } catch (InterruptedException e) {
      return null;
    }
    for (int i = 0; i < lines.size(); i++) {
      rows.add(row(lines.line(i)));
    }
    return code == ExitCode.OK || code == ExitCode.PARTIAL ? rows : null;
  }

  private static Map<String, String> row(String line) throws IOException {
    Map<String, String> row = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(line.getBytes(StandardCharsets.UTF_8))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not what was asked for: " + line);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value.isStructStart()) {
          parser.skipChildren();
        } else {
          row.put(name, value == JsonToken.VALUE_NULL ? null : parser.getText());
        }
      }
    }
    return row;
  }
}
