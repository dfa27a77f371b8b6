package dev.sessionctl.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system calls by which a program changes files, seen and stopped with strace 4.17 or later, which needs no
 * privilege. strace counts by thread and call, and kills before the call has any effect.
 */
public final class SystemCalls {

  /** What a process exits with for its parent when SIGKILL ended it. */
  public static final int KILLED = 128 + 9;

  private static final List<String> CHANGING = List.of("rename", "renameat", "renameat2", "link", "linkat", "symlink",
      "symlinkat", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "write", "writev", "pwrite64", "pwritev",
      "sendfile", "copy_file_range", "truncate", "ftruncate", "fallocate", "chmod", "fchmod", "fchmodat", "chown",
      "fchown", "lchown", "fchownat", "utimensat", "setxattr", "fsetxattr", "fsync", "fdatasync", "syncfs", "open",
      "openat", "creat");

  private static final Set<String> OPENING = Set.of("open", "openat", "creat");

  private static final Set<String> SYNCING = Set.of("fsync", "fdatasync", "syncfs");

  private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\((.*)");

  /** The first two descriptors that are written to are the terminal's. */
  private static final Pattern PRINTING = Pattern.compile("[12],.*");

  /** A call of a thread, numbered by its name from 1. */
  public record Point(String call, int number) {}

  private SystemCalls() {}

  /** Whether strace is there and may trace. */
  public static boolean canBeTraced() throws InterruptedException {
    try {
      return run(List.of("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=?renameat", "true")) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Runs a program to its end and gives the calls by which it changed files, in their order. Of calls between which
   * nothing changes only the first is given: to a program that is killed it is the same whether a file was synced. Nor
   * are those given that open a file and create it: what they leave is found at the next call, and they cannot be told
   * by their number, which grows with every process that the program looks at below {@code /proc}.
   *
   * @param log where strace may write
   * @throws IOException when the program fails
   */
  public static List<Point> of(List<String> program, Path log) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(
        List.of("strace", "-f", "-qq", "-s", "0", "-o", log.toString(), "-e", "trace=?" + String.join(",?", CHANGING)));
    command.addAll(program);
    int code = run(command);
    if (code != 0) {
      throw new IOException(program + " exits with " + code);
    }
    Set<Point> points = new LinkedHashSet<>();
    Map<String, Integer> numbers = new HashMap<>();
    boolean same = false;
    for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        // What a call that was interrupted in the log came to, or a signal.
        continue;
      }
      String call = matcher.group(2);
      int number = numbers.merge(matcher.group(1) + " " + call, 1, Integer::sum);
      if (OPENING.contains(call)) {
        same &= !matcher.group(3).contains("O_CREAT") && !matcher.group(3).contains("O_TRUNC");
      } else if (!call.startsWith("write") || !PRINTING.matcher(matcher.group(3)).matches()) {
        if (!same) {
          points.add(new Point(call, number));
        }
        same = SYNCING.contains(call);
      }
    }
    return new ArrayList<>(points);
  }

  /** Runs a program that is killed when a thread of it comes to a point; gives its exit code. */
  public static int runUntil(Point point, List<String> program) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null", "-e",
        "trace=" + point.call(), "-e", "inject=" + point.call() + ":signal=KILL:when=" + point.number()));
    command.addAll(program);
    return run(command);
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        throw new IOException(command + " does not end");
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
