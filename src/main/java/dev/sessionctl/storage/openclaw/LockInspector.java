package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges lock files by the rules of OpenClaw 2026.3.13 and 2026.7.1, made stricter where those would take a lock
 * from a process that runs: here a lock may only be taken away when its holder is provably gone.
 *
 * <p>The product calls a lock stale when its process id does not run; when it runs with another start time; when
 * the lock is older than {@link LockKind#staleMillis} although its holder runs (until 2026.6.1); when its holder
 * does not look like OpenClaw (2026.5.12 to 2026.7, and by a defect this hits {@code openclaw-gateway} itself);
 * and when it has no usable payload and was not written for {@code staleMillis}. The third and fourth rule are
 * not followed.
 */
final class LockInspector {

  /**
   * What was found out about a lock.
   *
   * @param verdict for people
   * @param removable whether the holder is provably gone
   * @param holder who holds it, in words
   */
  record Judgement(LockVerdict verdict, boolean removable, String holder) {}

  private LockInspector() {}

  /** The lock file at an absolute path, or nothing when none stands there. */
  static Optional<LockView> view(Path lock, Environment environment) throws IOException {
    String name = lock.getFileName().toString();
    LockKind kind = LockKind.ofFileName(name);
    Path target = lock.resolveSibling(name.substring(0, name.length() - ".lock".length()));
    return LockFile.read(lock).map(file -> {
      boolean own = file.payload().pid() == environment.processes().self().pid()
          && HeldLocks.isHeld(StorePlace.real(lock.getParent()).resolve(name));
      Judgement judgement = own
          ? new Judgement(LockVerdict.LIVE, false, "this program itself")
          : judge(file, kind, environment);
      LockPayload payload = file.payload();
      long since = payload.createdAt() < 0 ? Session.UNKNOWN : payload.createdAt();
      return new LockView(lock, target, payload.pid(), since, judgement.verdict(), judgement.holder());
    });
  }

  /**
   * All locks in a sessions directory, by name; what stands at such a name and is no regular file, or cannot be
   * read, is given as {@link LockVerdict#UNKNOWN}. Empty when there is no such directory.
   */
  static List<LockView> locksIn(Path sessions, Environment environment) throws IOException {
    List<LockView> views = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(sessions, "*.{json,jsonl}.lock")) {
      for (Path entry : entries) {
        try {
          view(entry, environment).ifPresent(views::add);
        } catch (IOException e) {
          views.add(new LockView(entry, entry, -1, Session.UNKNOWN, LockVerdict.UNKNOWN, e.getMessage()));
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    // Not Comparator.comparing: it is serializable, and such lambdas are in no start-up archive.
    views.sort((one, other) -> one.path().toString().compareTo(other.path().toString()));
    return views;
  }

  /** Judges a lock that this JVM does not hold; a file that names this very process is therefore a leftover. */
  static Judgement judge(LockFile file, LockKind kind, Environment environment) {
    LockPayload payload = file.payload();
    long now = environment.now();
    boolean unwritten = now - file.identity().modifiedMillis() > kind.staleMillis();
    if (payload.pid() < 0) {
      String holder = "a process that the lock file does not name, last written "
          + LockPayload.time(file.identity().modifiedMillis());
      return new Judgement(LockVerdict.UNKNOWN, unwritten, holder);
    }
    // A time in the future counts as age 0, as in the product.
    boolean old = payload.createdAt() < 0 ? unwritten : now - payload.createdAt() > kind.staleMillis();
    String holder = "process " + payload.pid() + since(payload);
    Optional<ProcessInfo> process = environment.processes().find(payload.pid());
    if (process.isEmpty()) {
      return old || !mayBeHidden(file, environment)
          ? new Judgement(LockVerdict.DEAD, true, holder + ", which no longer runs")
          : new Judgement(LockVerdict.UNKNOWN, false, holder + ", perhaps of another container or user");
    }
    ProcessInfo running = process.get();
    holder = "process " + payload.pid() + " (" + command(running) + ")" + since(payload);
    if (payload.startTicks() >= 0 && running.startTicks() >= 0 && payload.startTicks() != running.startTicks()) {
      return old || !mayBeHidden(file, environment)
          ? new Judgement(LockVerdict.RECYCLED, true, holder + ", whose process id another one has now")
          : new Judgement(LockVerdict.UNKNOWN, false, holder + ", perhaps of another container");
    }
    if (payload.pid() == environment.processes().self().pid()) {
      return new Judgement(LockVerdict.RECYCLED, old || !mayBeHidden(file, environment),
          holder + ", which is not held by this program");
    }
    boolean broken = payload.maxHoldMillis() > 0 && payload.createdAt() >= 0
        && now - payload.createdAt() > payload.maxHoldMillis();
    return new Judgement(old || broken ? LockVerdict.TOO_OLD : LockVerdict.LIVE, false, holder);
  }

  /**
   * Whether the holder may run where we cannot see it, so that only age speaks: in another pid namespace, or
   * under another user where {@code /proc} is mounted with {@code hidepid}. A holder that runs there and is
   * older than the limit would lose its lock to any OpenClaw process as well.
   */
  private static boolean mayBeHidden(LockFile file, Environment environment) {
    if (environment.userId() != 0 && file.userId() != environment.userId()) {
      return true;
    }
    if (environment.processes().inContainer()) {
      return true;
    }
    String own = environment.processes().self().namespace();
    return environment.processes().all().stream().anyMatch(process -> !process.namespace().isEmpty()
        && !process.namespace().equals(own) && OpenClawProcess.describe(process.arguments()) != null);
  }

  private static String since(LockPayload payload) {
    return payload.createdAt() < 0 ? "" : ", since " + LockPayload.time(payload.createdAt());
  }

  /** A command for one line of a message: no control characters, not too long. */
  static String command(ProcessInfo process) {
    String line = process.commandLine().replaceAll("\\p{Cntrl}", " ").strip();
    if (line.isEmpty()) {
      return "command unknown";
    }
    return line.length() <= 80 ? line : line.substring(0, 77) + "...";
  }
}
