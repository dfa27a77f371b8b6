package dev.sessionctl.storage.system;

import dev.sessionctl.storage.KernelLock;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.ProcessTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The process table as Linux shows it below {@code /proc}. */
public final class ProcProcessTable implements ProcessTable {

  /** The inode number that Linux gives the machine's first pid namespace (include/linux/proc_ns.h). */
  private static final String FIRST_NAMESPACE = "pid:[4026531836]";

  /** TCP_LISTEN (include/net/tcp_states.h). */
  private static final String LISTENING = "0A";

  private final Path proc;

  /** @param proc where the process file system is mounted */
  public ProcProcessTable(Path proc) {
    this.proc = proc;
  }

  @Override
  public ProcessInfo self() {
    try {
      long pid = Long.parseLong(Files.readSymbolicLink(proc.resolve("self")).toString());
      return find(pid).orElseThrow(() -> new IllegalStateException("no entry for this process in " + proc));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + proc + "/self", e);
    }
  }

  @Override
  public Optional<ProcessInfo> find(long pid) {
    if (pid <= 0) {
      return Optional.empty();
    }
    Path directory = proc.resolve(Long.toString(pid));
    String stat;
    try {
      stat = read(directory.resolve("stat"));
    } catch (IOException e) {
      return Optional.empty();
    }
    // The command name in parentheses may hold anything, a closing parenthesis included.
    int end = stat.lastIndexOf(')');
    String[] fields = end < 0 ? new String[0] : stat.substring(end + 1).strip().split(" ");
    if (fields.length < 20 || fields[0].equals("Z") || fields[0].equals("X")) {
      return Optional.empty();
    }
    return Optional.of(new ProcessInfo(pid, Long.parseLong(fields[19]), arguments(directory), owner(directory),
        namespace(directory)));
  }

  @Override
  public List<ProcessInfo> all() {
    List<ProcessInfo> processes = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[1-9]*")) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
          find(Long.parseLong(name)).ifPresent(processes::add);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new IllegalStateException("cannot list " + proc, e);
    }
    return processes;
  }

  @Override
  public Optional<Map<String, String>> variables(long pid) {
    String text;
    try {
      text = read(proc.resolve(Long.toString(pid)).resolve("environ"));
    } catch (IOException e) {
      return Optional.empty();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : text.split("\0")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        variables.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    // A process that overwrote its title has overwritten these as well; empty then means "not known".
    return variables.isEmpty() ? Optional.empty() : Optional.of(variables);
  }

  @Override
  public boolean inContainer() {
    String namespace = namespace(proc.resolve("self"));
    return !namespace.isEmpty() && !namespace.equals(FIRST_NAMESPACE);
  }

  @Override
  public boolean isListening(int port) {
    // Local address and state, as in "0100007F:0BB9 00000000:0000 0A".
    String wanted = String.format(Locale.ROOT, ":%04X", port);
    for (String table : List.of("tcp", "tcp6")) {
      String text;
      try {
        text = read(proc.resolve("net").resolve(table));
      } catch (IOException e) {
        continue;
      }
      for (String line : text.split("\n")) {
        String[] fields = line.strip().split(" +");
        if (fields.length > 3 && fields[1].endsWith(wanted) && fields[3].equals(LISTENING)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public List<KernelLock> fileLocks() {
    String text;
    try {
      text = read(proc.resolve("locks"));
    } catch (IOException e) {
      // Hidden from this user, or a kernel without: then nothing can be said.
      return List.of();
    }
    List<KernelLock> locks = new ArrayList<>();
    for (String line : text.split("\n")) {
      KernelLock lock = lock(line.strip().split(" +"));
      if (lock != null) {
        locks.add(lock);
      }
    }
    return locks;
  }

  /** {@code 1: FLOCK  ADVISORY  WRITE 4711 08:01:131090 0 EOF}; a second field of {@code ->} marks one that waits. */
  private static KernelLock lock(String[] fields) {
    if (fields.length < 6 || fields[1].equals("->")) {
      return null;
    }
    String[] file = fields[5].split(":");
    try {
      return file.length != 3 ? null : new KernelLock(fields[1], Long.parseLong(fields[4]),
          device(Long.parseLong(file[0], 16), Long.parseLong(file[1], 16)), Long.parseLong(file[2]));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The two numbers of a device as the C library puts them into one (makedev(3)). */
  private static long device(long major, long minor) {
    return (major & 0xfffff000L) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00L) << 12 | minor & 0xff;
  }

  private static List<String> arguments(Path directory) {
    try {
      String text = read(directory.resolve("cmdline"));
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == 0) {
        end--;
      }
      return end == 0 ? List.of() : List.of(text.substring(0, end).split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static long owner(Path directory) {
    try {
      return ((Integer) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
    } catch (IOException e) {
      return -1;
    }
  }

  private static String namespace(Path directory) {
    try {
      return Files.readSymbolicLink(directory.resolve("ns").resolve("pid")).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String read(Path path) throws IOException {
    // Any byte may stand in an argument; ISO-8859-1 keeps them apart and never fails.
    return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
  }
}
