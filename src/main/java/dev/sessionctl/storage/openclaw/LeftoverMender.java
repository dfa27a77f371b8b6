package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds temporary files and staging directories that are provably dead: not written for a quarter of an hour, and made
 * by a process that no longer runs, or while nobody runs who could be at them.
 */
final class LeftoverMender {

  /** What it mends. */
  static final Set<Flaw> FLAWS = EnumSet.of(Flaw.INDEX_TEMPS, Flaw.USAGE_TEMPS, Flaw.REPAIR_TEMPS,
      Flaw.LAYOUT_STAGING, Flaw.DIRECTORY_TEMPS);

  /** Where releases and this tool put a process id into a name. */
  private static final Pattern PROCESS = Pattern.compile(
      "(?:\\.repair-|\\.staging-)(\\d{1,18})-|(?:\\.fs-safe-replace|\\.json)\\.(\\d{1,18})\\.");

  private final StoreFiles files;
  private final List<Owner> owners;
  private final Environment environment;
  private final List<Mending> mendings = new ArrayList<>();
  private final List<PlanItem> leftAlone = new ArrayList<>();

  LeftoverMender(StoreFiles files, List<Owner> owners, Environment environment) {
    this.files = files;
    this.owners = owners;
    this.environment = environment;
  }

  List<Mending> mendings() {
    return mendings;
  }

  /** What may still be in use, with the reason. */
  List<PlanItem> leftAlone() {
    return leftAlone;
  }

  /** Looks for left-overs of the wanted kinds. */
  void add(Set<Flaw> wanted, SessionsDirectory listing) throws IOException {
    for (Map.Entry<String, SessionsDirectory.Entry> file : new TreeMap<>(listing.entries()).entrySet()) {
      Flaw flaw = switch (file.getValue().name().kind()) {
        case INDEX_TEMP -> Flaw.INDEX_TEMPS;
        case USAGE_CACHE_TEMP -> Flaw.USAGE_TEMPS;
        case REPAIR_TEMP -> Flaw.REPAIR_TEMPS;
        default -> null;
      };
      if (flaw != null && wanted.contains(flaw)) {
        add(files.sessions().resolve(file.getKey()));
      }
    }
    if (wanted.contains(Flaw.LAYOUT_STAGING)) {
      String name = files.directory().getFileName().toString();
      for (Path path : list(files.sessions())) {
        String other = path.getFileName().toString();
        if (other.equals(name + ".migrating") || other.startsWith(name + ".staging-")) {
          add(path);
        }
      }
    }
    if (wanted.contains(Flaw.DIRECTORY_TEMPS)) {
      for (Path directory : Set.of(files.directory(), DirectoryLayout.VERSIONED.entries(files.directory()))) {
        for (Path path : list(directory)) {
          if (path.getFileName().toString().endsWith(".tmp") && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            add(path);
          }
        }
      }
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        entries.forEach(found::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    found.sort(null);
    return found;
  }

  private void add(Path path) throws IOException {
    try {
      FileIdentity identity = FileIdentity.of(path);
      FileStat stat = FileStat.of(path);
      if (environment.now() - identity.modifiedMillis() <= CheckContext.SETTLED_MILLIS
          || !stat.isRegularFile() && !stat.isDirectory()) {
        return;
      }
      String proof = proof(path.getFileName().toString());
      long bytes = stat.isDirectory() ? 0 : identity.size();
      if (proof == null) {
        leftAlone.add(new PlanItem(null, path, "keep", owners.get(0) + " may be at it", bytes));
      } else {
        mendings.add(new LeftoverMending(path, identity, bytes, proof));
      }
    } catch (NoSuchFileException e) {
      // Its maker took it away meanwhile.
      return;
    }
  }

  /** How it is known that nobody is at it any more, or null when it is not. */
  private String proof(String name) {
    if (owners.isEmpty()) {
      return "nobody runs who could be at it";
    }
    Matcher matcher = PROCESS.matcher(name);
    if (!matcher.find() || environment.processes().inContainer()) {
      return null;
    }
    String id = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    Optional<ProcessInfo> maker = environment.processes().find(Long.parseLong(id));
    return maker.isEmpty() ? "process " + id + ", which made it, no longer runs" : null;
  }
}
