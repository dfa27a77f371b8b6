package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.backup.BackupCatalog.Listed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupRetentionTest {

  @TempDir
  private Path temporary;
  private final List<Listed> backups = new ArrayList<>();

  /** A backup of a store at a time, resting on others. */
  private Listed add(String time, String store, Listed... bases) {
    FakeEnvironment fake = FakeEnvironment.in(temporary);
    long millis = Instant.parse(time).toEpochMilli();
    fake.clock().set(millis);
    Manifest manifest = new Manifest(RunId.next(fake.seed(backups.size()).build()), millis, "t", "/h");
    BackupTree tree = new BackupTree("0", "/h/x");
    tree.stores().add(new BackupStore("f", null, "/h/x/" + store, null, null, List.of(""), List.of(), List.of(), true));
    manifest.trees().add(tree);
    for (Listed base : bases) {
      manifest.holders().put(base.manifest().id(), base.place().getFileName().toString());
    }
    Listed listed = new Listed(temporary.resolve(time + store), 10, manifest, null);
    backups.add(listed);
    return listed;
  }

  private List<Listed> kept(long last, long daily, long weekly, ZoneId zone) {
    return new BackupRetention(last, daily, weekly).decide(backups, zone).stream()
        .filter(BackupRetention.Decision::kept).map(BackupRetention.Decision::backup).toList();
  }

  @Test
  void theNewestOfEachPeriodIsKept() {
    Listed monday = add("2026-11-02T03:00:00Z", "a");
    Listed sunday = add("2026-11-08T03:00:00Z", "a");
    Listed morning = add("2026-11-19T03:00:00Z", "a");
    Listed evening = add("2026-11-19T23:30:00Z", "a");
    Listed today = add("2026-11-20T03:00:00Z", "a");
    assertThat(kept(1, 0, 0, ZoneOffset.UTC)).containsExactly(today);
    assertThat(kept(0, 2, 0, ZoneOffset.UTC)).containsExactly(evening, today);
    // In another zone the evening is of the next day already.
    assertThat(kept(0, 2, 0, ZoneId.of("Europe/Istanbul"))).containsExactly(morning, today);
    assertThat(kept(0, 3, 0, ZoneOffset.UTC)).as("days that have any").containsExactly(sunday, evening, today);
    assertThat(kept(0, 0, 2, ZoneOffset.UTC)).containsExactly(sunday, today);
    assertThat(kept(3, 1, 9, ZoneOffset.UTC)).doesNotContain(monday).containsExactly(sunday, morning, evening, today);
  }

  @Test
  void whatAKeptOneRestsOnIsKept() {
    Listed first = add("2026-11-01T03:00:00Z", "a");
    Listed second = add("2026-11-02T03:00:00Z", "a", first);
    Listed other = add("2026-11-03T03:00:00Z", "a");
    Listed third = add("2026-11-04T03:00:00Z", "a", second);
    assertThat(kept(1, 0, 0, ZoneOffset.UTC)).containsExactly(first, second, third).doesNotContain(other);
  }

  @Test
  void backupsOfOtherStoresCountByThemselves() {
    Listed a = add("2026-11-01T03:00:00Z", "a");
    Listed b = add("2026-11-02T03:00:00Z", "b");
    assertThat(kept(1, 0, 0, ZoneOffset.UTC)).containsExactly(a, b);
  }

  @Test
  void whatCannotBeReadIsKept() {
    backups.add(new Listed(temporary.resolve("x"), 10, null, "damaged"));
    add("2026-11-01T03:00:00Z", "a");
    Listed newest = add("2026-11-02T03:00:00Z", "a");
    assertThat(kept(1, 0, 0, ZoneOffset.UTC)).containsExactly(backups.get(0), newest);
  }

  @Test
  void removalTakesTheNameFirst() throws Exception {
    Path file = Files.writeString(temporary.resolve("b.tar.zst"), "x");
    Path directory = Files.createDirectories(temporary.resolve("d/stores/0"));
    Files.writeString(directory.resolve("f"), "x");
    BackupRemoval.remove(file, FakeEnvironment.in(temporary).build());
    BackupRemoval.remove(temporary.resolve("d"), FakeEnvironment.in(temporary).build());
    assertThat(file).doesNotExist();
    assertThat(temporary.resolve("d")).doesNotExist();
    try (var left = Files.list(temporary)) {
      assertThat(left.map(path -> path.getFileName().toString())).noneMatch(Parts::isPart);
    }
  }
}
