package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moves unfinished writes of the product to the trash: temporary files of the index, of the usage cache and of
 * repairs, once they are an hour old and the process that a name names does not run any more. No release of the
 * product opens one again.
 */
final class LeftOverCompaction {

  /** The product finishes such a write within moments. */
  private static final Duration DEAD_AFTER = Duration.ofHours(1);

  private static final Pattern PROCESS =
      Pattern.compile("\\.(\\d{1,18})\\.(?:[0-9a-fA-F-]{36}|\\d+)\\.tmp$|\\.repair-(\\d{1,18})-\\d+\\.tmp$");

  private final Map<Path, FileIdentity> planned = new LinkedHashMap<>();
  private final Map<Path, String> kinds = new LinkedHashMap<>();

  void plan(SessionsDirectory listing, Environment environment) throws IOException {
    for (Map.Entry<String, SessionsDirectory.Entry> each : new TreeMap<>(listing.entries()).entrySet()) {
      String what = what(each.getValue().name().kind());
      boolean old = each.getValue().modified() < environment.now() - DEAD_AFTER.toMillis();
      if (what != null && old && !isAlive(each.getKey(), environment)) {
        Path path = listing.path().resolve(each.getKey());
        FileIdentity identity = FileIdentity.ofNullable(path);
        if (identity != null) {
          planned.put(path, identity);
          kinds.put(path, what);
        }
      }
    }
  }

  private static String what(ArtifactKind kind) {
    return switch (kind) {
      case INDEX_TEMP -> "unfinished write of the index";
      case USAGE_CACHE_TEMP -> "unfinished write of the usage cache";
      case REPAIR_TEMP -> "unfinished repair of a transcript";
      default -> null;
    };
  }

  /** Whether the process that a name names runs; a name that names none is judged by age alone. */
  private static boolean isAlive(String name, Environment environment) {
    Matcher matcher = PROCESS.matcher(name);
    if (!matcher.find()) {
      return false;
    }
    String pid = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return environment.processes().find(Long.parseLong(pid)).isPresent();
  }

  boolean isEmpty() {
    return planned.isEmpty();
  }

  void describe(List<PlanItem> items, CompactionTotals totals) {
    planned.forEach((path, identity) -> {
      items.add(new PlanItem(null, path, "set aside", kinds.get(path), identity.size()));
      totals.add(CompactionTotals.TEMPORARIES, 1, identity.size(), 0);
    });
  }

  /** Applies what was planned, and reports what was not done. */
  void apply(TrashWriter trash, ApplyContext context, Environment environment, CompactionTotals totals,
      List<PlanItem> skipped) throws IOException {
    List<TrashedFile> announced = new ArrayList<>();
    for (Path path : planned.keySet()) {
      if (context.isOver(environment)) {
        skipped.add(skip(path, ApplyContext.OUT_OF_TIME));
        continue;
      }
      try {
        announced.add(trash.file(null, "temporary", path, false));
      } catch (NoSuchFileException e) {
        // Its writer took it away after all, which is as good.
        continue;
      }
    }
    trash.announce();
    for (TrashedFile file : announced) {
      FileIdentity identity = planned.get(file.origin());
      try {
        trash.moveIn(file, identity);
        totals.add(CompactionTotals.TEMPORARIES, 1, identity.size(), 0);
      } catch (ChangedException e) {
        skipped.add(skip(file.origin(), "it changed meanwhile"));
      }
    }
    trash.settle();
  }

  private PlanItem skip(Path path, String reason) {
    return new PlanItem(null, path, "set aside", reason, planned.get(path).size());
  }
}
