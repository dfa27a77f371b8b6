package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evictions, and the way back. */
class GeminiEvictTest {

  @TempDir
  private Path temporary;

  private GeminiFixture store;

  @BeforeEach
  void create() throws IOException {
    store = GeminiFixture.in(temporary.toRealPath());
    for (int i = 0; i < 6; i++) {
      active("s" + i, i);
    }
  }

  /** A session last active so many days after the first. */
  private void active(String id, int day) throws IOException {
    store.write(SafeName.of(id), GeminiFixture.text(id, "/p", GeminiFixture.BEGIN,
        GeminiFixture.BEGIN + day * 86_400_000L, List.of(GeminiFixture.message(0))));
  }

  private GeminiFixture.Result evict(String... more) {
    String[] args = new String[more.length + 4];
    System.arraycopy(new String[] {"evict", "-s", store.home().toString(), "--yes"}, 0, args, 0, 4);
    System.arraycopy(more, 0, args, 4, more.length);
    return store.run(args);
  }

  @Test
  void leastRecentlyUsedFirst() throws IOException {
    // The newest of all was made first: what counts is the last activity, not the name or the age of the file.
    active("s0", 100);
    Map<String, String> before = store.contents();

    GeminiFixture.Result result = evict("--max-sessions", "4");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(store.contents()).containsOnlyKeys("s0.json", "s3.json", "s4.json", "s5.json");
    GeminiFixture.Result restored = store.run("trash", "restore", run(result), "-s", store.home().toString(), "--yes");
    assertThat(restored.code()).as(restored.err()).isZero();
    assertThat(store.contents()).isEqualTo(before);
    assertThat(store.check(3).problems()).isEmpty();
  }

  private static String run(GeminiFixture.Result result) {
    int at = result.out().indexOf("run 20");
    return result.out().substring(at + 4, at + 33);
  }

  @Test
  void byAgeAndByBytes() throws IOException {
    store.fake().clock().set(GeminiFixture.BEGIN + 10 * 86_400_000L);
    touch(GeminiFixture.BEGIN);
    assertThat(evict("--max-age", "7d").code()).isZero();
    assertThat(store.contents()).containsOnlyKeys("s3.json", "s4.json", "s5.json");
    long each = Files.size(store.directory().resolve("s5.json"));
    assertThat(evict("--max-bytes", Long.toString(each + 10), "--max-delete", "100%").code()).isZero();
    assertThat(store.contents()).containsOnlyKeys("s5.json");
  }

  private void touch(long millis) throws IOException {
    for (String name : store.contents().keySet()) {
      Files.setLastModifiedTime(store.directory().resolve(name), FileTime.fromMillis(millis));
    }
  }

  @Test
  void whatWasWrittenJustNowStays() throws IOException {
    store.fake().clock().set(System.currentTimeMillis());
    GeminiFixture.Result result = evict("--max-sessions", "1", "--max-delete", "100%");
    assertThat(result.out()).contains("nothing to do");
    assertThat(store.contents()).hasSize(6);
  }

  @Test
  void aPlanTouchesNothing() throws IOException {
    Map<String, String> before = store.snapshot();
    assertThat(evict("--max-sessions", "4", "--dry-run").out()).contains("evict 2 of 6 sessions");
    assertThat(store.snapshot()).isEqualTo(before);
  }

  @Test
  void notBesideAServer() throws IOException {
    store.fake().processes().add(20, 5, List.of("node", "/usr/bin/cloudcli"), store.fake().build().userId(),
        dev.sessionctl.storage.FakeProcessTable.NAMESPACE, Map.of("HOME", store.home().toString()));
    GeminiFixture.Result result = evict("--max-sessions", "4", "--assume-offline");
    assertThat(result.code()).isEqualTo(11);
    assertThat(result.err()).contains("pid 20").contains("stop it first");
    assertThat(store.contents()).hasSize(6);
  }

  @Test
  void whatAPolicyMayNotTake() throws IOException {
    store.write("s0.json", GeminiFixture.text("s0", 2) + "x");
    // The product would take the other file with the same id instead: then nothing would be gone.
    store.write("a.json", new TreeMap<>(store.contents()).get("s1.json"));
    GeminiFixture.Result result = evict("s0", "s1", "s2", "--max-delete", "100%");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(store.contents()).containsKeys("s0.json", "s1.json", "a.json").doesNotContainKey("s2.json");
    assertThat(evict("s0", "s1", "a.json", "--max-delete", "100%").code()).isZero();
    assertThat(store.contents()).containsKey("s0.json").doesNotContainKeys("s1.json", "a.json");
  }

  @Test
  void notWhenSomethingCannotBeRead() throws IOException {
    store.write("x.json", "");
    GeminiFixture.Result result = evict("--max-sessions", "4");
    assertThat(result.code()).isEqualTo(13);
    assertThat(store.contents()).hasSize(7);
  }

  @Test
  void optionsThatMeanNothingHereAreRefused() throws IOException {
    assertThat(evict("--max-sessions", "4", "--orphans", "garbage").code()).isEqualTo(15);
    assertThat(evict("--max-sessions", "4", "--archives-older-than", "1d").code()).isEqualTo(15);
    assertThat(store.contents()).hasSize(6);
  }

  @Test
  void purgeRemovesForGood() throws IOException {
    evict("--max-sessions", "4");
    store.fake().clock().advance(java.time.Duration.ofHours(1));
    GeminiFixture.Result purged =
        store.run("trash", "purge", "--older-than", "1s", "-s", store.home().toString(), "--yes");
    assertThat(purged.code()).as(purged.err()).isZero();
    assertThat(store.run("trash", "list", "-s", store.home().toString()).out()).contains("0 runs");
  }

  /** The trash of a run is a file like any other: it leads nowhere else. */
  @Test
  void aManifestThatNamesAnotherPlaceIsNotBelieved() throws IOException {
    GeminiFixture.Result result = evict("--max-sessions", "5");
    Path root = store.directory().resolveSibling(".sessionctl").resolve("trash").resolve(run(result));
    Path manifest = root.resolve("manifest.jsonl");
    Path elsewhere = store.home().resolve("elsewhere.json");
    Files.writeString(manifest, Files.readString(manifest).replace(
        store.directory().resolve("s0.json").toString(), elsewhere.toString()));
    assertThat(store.run("trash", "restore", run(result), "-s", store.home().toString(), "--yes").code())
        .isNotZero();
    assertThat(elsewhere).doesNotExist();
  }
}
