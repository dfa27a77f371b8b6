package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.DatabaseLocks;
import dev.sessionctl.storage.sqlite.IntegrityCheck;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Moves a full copy of the database into the trash that a migration made and nobody removes (12.2 to 13.25). Only what
 * has a name that the product gives is one: any other copy is somebody's own.
 *
 * @param item what the plan says of it
 * @param identity what it was when the plan was made
 */
record CopyAside(PlanItem item, FileIdentity identity) implements MemStep {

  static final String ACTION = "set aside";

  /** Before paths of sessions are given other names (12.2 to 13.25); with the time, milliseconds since the epoch. */
  private static final Pattern OF_REMAP =
      Pattern.compile(Pattern.quote(ClaudeMem.DATABASE) + "\\.bak-cwd-remap-[0-9]{1,15}");

  /** Before the purge of 12.4.3, with the time in ISO 8601, its colons and dots as dashes. */
  private static final Pattern OF_PURGE = Pattern.compile("claude-mem-pre-12\\.4\\.3-[0-9T-]{10,30}Z\\.db");

  /** What is known of the copies beside a database that go, and of those that stay. */
  record Plan(List<MemStep> steps, List<PlanItem> kept, long bytes) {

    /** Says where their bytes are afterwards. */
    void addNotice(List<String> notices) {
      if (bytes > 0) {
        notices.add("copies of the database go to the trash on the same file system: their " + bytes + " bytes come"
            + " back with 'sessionctl trash purge'");
      }
    }
  }

  /**
   * Decides which copies go.
   *
   * @param age younger ones stay without a word; null for those of any age
   * @param quietFor those that changed within that time stay
   * @param action what a plan calls it
   */
  static Plan plan(Database database, Duration age, Duration quietFor, String action, Environment environment)
      throws IOException {
    Plan plan = new Plan(new ArrayList<>(), new ArrayList<>(), 0);
    Map<Path, FileIdentity> copies = new LinkedHashMap<>();
    for (Path copy : find(database.path())) {
      FileIdentity identity = FileIdentity.ofNullable(copy);
      if (identity != null
          && (age == null || identity.modifiedMillis() <= environment.now() - age.toMillis())) {
        copies.put(copy, identity);
      }
    }
    if (copies.isEmpty()) {
      return plan;
    }
    boolean sound = IntegrityCheck.of(database, false, Long.MAX_VALUE).problems().isEmpty();
    long bytes = 0;
    for (Map.Entry<Path, FileIdentity> each : copies.entrySet()) {
      Path copy = each.getKey();
      FileIdentity identity = each.getValue();
      String stays = sound ? stays(copy, identity, quietFor, environment)
          : "the database itself is damaged, and what it has lost may be in here";
      if (stays == null) {
        plan.steps().add(new CopyAside(new PlanItem(null, copy, action, "a full copy that a migration left on "
            + Instant.ofEpochMilli(identity.modifiedMillis()).truncatedTo(ChronoUnit.SECONDS), identity.size()),
            identity));
        bytes += identity.size();
      } else {
        plan.kept().add(new PlanItem(null, copy, Eviction.KEEP, stays, identity.size()));
      }
    }
    return new Plan(plan.steps(), plan.kept(), bytes);
  }

  /** The copies beside a database, in the order of their names. */
  static List<Path> find(Path database) throws IOException {
    List<Path> copies = new ArrayList<>();
    Path directory = database.getParent();
    list(directory, OF_REMAP, copies);
    Path backups = directory.resolve("backups");
    if (Files.isDirectory(backups, LinkOption.NOFOLLOW_LINKS)) {
      list(backups, OF_PURGE, copies);
    }
    copies.remove(database);
    copies.sort(null);
    return copies;
  }

  private static void list(Path directory, Pattern names, List<Path> copies) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (names.matcher(file.getFileName().toString()).matches()
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          copies.add(file);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Why a copy stays, or null. */
  private static String stays(Path copy, FileIdentity identity, Duration quietFor, Environment environment)
      throws IOException {
    if (FileStat.of(copy).links() > 1) {
      return "it has a second name";
    }
    if (identity.modifiedMillis() > environment.now() - quietFor.toMillis()) {
      return "changed just now";
    }
    if (FileIdentity.ofNullable(DatabaseFile.beside(copy, "-wal")) != null) {
      return "it has a log of its own, so somebody uses it as a database";
    }
    return DatabaseLocks.of(copy).isOpen() ? "somebody has it open" : null;
  }

  @Override
  public long bytesAside() {
    return identity.size();
  }

  @Override
  public String run(Tools tools) throws IOException {
    Path copy = item.path();
    if (!identity.equals(FileIdentity.ofNullable(copy)) || DatabaseLocks.of(copy).isOpen()) {
      return "it changed since it was looked at";
    }
    TrashedFile file = tools.trash().file(null, "copy", copy, false);
    tools.trash().announce();
    tools.trash().moveIn(file, identity);
    tools.trash().settle();
    return null;
  }
}
