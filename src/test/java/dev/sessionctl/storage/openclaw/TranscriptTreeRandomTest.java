package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the numbers with those of a plain implementation of the rules of 2026.3.13 on random trees. */
class TranscriptTreeRandomTest {
  @TempDir
  private Path directory;

  private record Row(String id, String parent, String kept, int bytes) {}

  @Test
  void agreesWithThePlainImplementation() throws IOException {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<Row> rows = new ArrayList<>();
      TranscriptFiles file = TranscriptFiles.withHeader();
      int size = random.nextInt(60);
      boolean damaged = seed % 3 == 0;
      boolean uuids = seed % 5 == 0;
      for (int i = 0; i < size; i++) {
        String id = id(damaged && random.nextInt(15) == 0 ? random.nextInt(size) : i, uuids);
        String parent = random.nextInt(12) == 0 ? null : id(random.nextInt(4) > 0 ? Math.max(0, i - 1)
            : random.nextInt(damaged ? size + 3 : Math.max(1, i)), uuids);
        parent = i == 0 && !damaged ? null : parent;
        String kept = random.nextInt(8) == 0 ? id(random.nextInt(size), uuids) : null;
        int before = file.size();
        if (kept == null) {
          file.message(id, parent, "user");
        } else {
          file.row("compaction", id, parent, ",\"firstKeptEntryId\":\"" + kept + "\"");
        }
        rows.add(new Row(id, parent, kept, file.size() - before));
      }
      compare(rows, file.stats(directory), "seed " + seed);
    }
  }

  private static String id(int number, boolean uuid) {
    String hex = String.format(java.util.Locale.ROOT, "%08x", number * 0x01234567);
    return uuid && number % 2 == 0 ? hex + "-0000-4000-8000-000000000000" : hex;
  }

  private static void compare(List<Row> rows, TranscriptStats stats, String what) {
    Map<String, Row> byId = new HashMap<>();
    for (Row row : rows) {
      byId.put(row.id, row);
    }
    Map<Row, Boolean> path = new LinkedHashMap<>();
    Row row = rows.isEmpty() ? null : byId.get(rows.get(rows.size() - 1).id);
    while (row != null && path.put(row, true) == null) {
      row = row.parent == null ? null : byId.get(row.parent);
    }
    final boolean circular = row != null;
    Set<String> parents = new HashSet<>();
    int dangling = 0;
    for (Row each : rows) {
      parents.add(each.parent);
      dangling += each.parent != null && !byId.containsKey(each.parent) ? 1 : 0;
    }
    int leaves = 0;
    for (Row each : byId.values()) {
      leaves += parents.contains(each.id) ? 0 : 1;
    }
    long reclaimable = 0;
    if (!circular) {
      List<Row> active = new ArrayList<>(path.keySet());
      Set<Row> keep = new HashSet<>(active.subList(0, boundary(active)));
      for (Row each : byId.values()) {
        reclaimable += keep.contains(each) ? 0 : each.bytes;
      }
    }
    assertThat(stats.walk().activeLength()).as(what).isEqualTo(path.size());
    assertThat(stats.walk().isCircular()).as(what).isEqualTo(circular);
    assertThat(stats.walk().branches()).as(what).isEqualTo(leaves);
    assertThat(stats.walk().danglingParents()).as(what).isEqualTo(dangling);
    assertThat(stats.tree().duplicateIds()).as(what).isEqualTo(rows.size() - byId.size());
    assertThat(stats.walk().cycles()).as(what).isEqualTo(circles(byId));
    assertThat(stats.reclaimableBytes()).as(what).isEqualTo(reclaimable);
  }

  private static int boundary(List<Row> active) {
    for (int i = 0; i < active.size(); i++) {
      if (active.get(i).kept != null) {
        for (int j = i + 1; j < active.size(); j++) {
          if (active.get(j).id.equals(active.get(i).kept)) {
            return j + 1;
          }
        }
        return active.size();
      }
    }
    return active.size();
  }

  private static int circles(Map<String, Row> byId) {
    Set<Set<String>> circles = new HashSet<>();
    for (Row start : byId.values()) {
      Set<String> members = new HashSet<>();
      Row row = start;
      for (int step = 0; row != null && step < byId.size(); step++) {
        row = row.parent == null ? null : byId.get(row.parent);
      }
      while (row != null && members.add(row.id)) {
        row = byId.get(row.parent);
      }
      if (!members.isEmpty()) {
        circles.add(members);
      }
    }
    return circles.size();
  }
}
