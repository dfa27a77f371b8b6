package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups that rest on earlier ones. */
class ChainTest {

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private SmallHome store;
  private BackupTrial trial;

  @BeforeEach
  void prepare() throws IOException {
    fake = FakeEnvironment.in(temporary.toRealPath());
    store = new SmallHome(fake.home());
    trial = new BackupTrial(store.home(), Files.createDirectory(temporary.toRealPath().resolve("aside")),
        fake.build());
    // Long after everything was written.
    fake.clock().set(System.currentTimeMillis() + 3_600_000);
  }

  private Manifest create(String name, String base, boolean byContent) throws IOException {
    fake.clock().advance(Duration.ofMinutes(1));
    fake.seed(name.hashCode());
    BackupCatalog.Listed earlier = base == null ? null : BackupCatalog.look(trial.archive(base), fake.build());
    return Backup.create(List.of(Formats.open(store.ref(), fake.build())), trial.archive(name),
        new Backup.Settings(false, 3, earlier, byContent, "test"), fake.build(), ProgressListener.NONE).manifest();
  }

  private static List<String> held(Manifest manifest) {
    return manifest.trees().get(0).files().stream().filter(file -> file.holder() != null)
        .map(file -> Path.of(file.path()).getFileName().toString()).sorted().toList();
  }

  private void append(String name) throws IOException {
    Files.writeString(store.sessions().resolve(name), "{\"type\":\"message\",\"id\":\"0000009" + name.charAt(3)
        + "\",\"parentId\":\"0000000" + name.charAt(3) + "\",\"message\":{\"role\":\"user\",\"content\":\"m\"}}\n",
        StandardOpenOption.APPEND);
  }

  @Test
  void whatIsUnchangedIsNotCopiedAndComesBack() throws IOException {
    Manifest one = create("one", null, false);
    append("id-1.jsonl");
    Manifest two = create("two", "one", false);
    append("id-2.jsonl");
    Manifest three = create("three", "two", false);

    assertThat(held(one)).isEmpty();
    assertThat(held(two)).containsExactly("id-2.jsonl", "id-3.jsonl", "sessions.json");
    assertThat(held(three)).containsExactly("id-1.jsonl", "id-3.jsonl", "sessions.json");
    assertThat(two.base()).isEqualTo(one.id());
    assertThat(three.holders()).containsEntry(one.id(), "one.tar.zst").containsEntry(two.id(), "two.tar.zst");
    assertThat(trial.problems("three")).isEmpty();
    Path back = trial.restore("three").get(0).path().getParent();
    for (int i = 1; i <= SmallHome.SESSIONS; i++) {
      assertThat(back.resolve("id-" + i + ".jsonl")).hasSameTextualContentAs(
          store.sessions().resolve("id-" + i + ".jsonl"));
    }
    assertThat(trial.findings(Formats.open(store.ref(), fake.build()).ref())).hasSameSizeAs(
        trial.findings(new dev.sessionctl.storage.StoreRef("openclaw-json", "A", back.resolve("sessions.json"), "main",
            null)));
  }

  @Test
  void aMissingLinkIsNamed() throws IOException {
    Manifest one = create("one", null, false);
    create("two", "one", false);
    Files.move(trial.archive("one"), trial.aside().resolve("elsewhere"));
    assertThat(trial.problems("two")).singleElement().asString().contains(one.id()).contains("one.tar.zst");
    assertThatThrownBy(() -> trial.restore("two")).isInstanceOf(StoreException.class).hasMessageContaining(one.id());
    assertThat(trial.restored("two")).doesNotExist();

    Files.move(trial.aside().resolve("elsewhere"), trial.archive("renamed"));
    assertThat(trial.problems("two")).as("found by what it is").isEmpty();
    trial.restore("two");
  }

  @Test
  void damageInALinkIsNamed() throws IOException {
    create("one", null, false);
    create("two", "one", false);
    byte[] bytes = Files.readAllBytes(trial.archive("one"));
    bytes[bytes.length / 4] ^= 4;
    Files.write(trial.archive("one"), bytes);
    assertThat(trial.problems("two")).isNotEmpty();
    assertThatThrownBy(() -> trial.restore("two")).isInstanceOf(StoreException.class);
    assertThat(trial.restored("two")).doesNotExist();
  }

  /** Another backup with the id of a link: what it holds is not what was referred to. */
  @Test
  void aLinkThatHoldsSomethingElseIsRefused() throws IOException {
    create("one", null, false);
    create("two", "one", false);
    SmallHome.write(store.sessions().resolve("id-3.jsonl"), "{}\n");
    Files.delete(trial.archive("one"));
    fake.clock().advance(Duration.ofMinutes(-2));
    create("one", null, false);
    assertThat(trial.problems("two")).isNotEmpty();
    assertThatThrownBy(() -> trial.restore("two")).isInstanceOf(StoreException.class);
  }

  @Test
  void sameTimesAndOtherContentAreToldByTheChangeTimeAndByTheHash() throws IOException {
    create("one", null, false);
    Path file = store.sessions().resolve("id-1.jsonl");
    String other = Files.readString(file).replace("role", "ROLE");
    SmallHome.write(file, other);
    assertThat(held(create("two", "one", false))).doesNotContain("id-1.jsonl").contains("id-2.jsonl");
    assertThat(held(create("three", "one", true))).doesNotContain("id-1.jsonl").contains("id-2.jsonl");
  }

  @Test
  void byContentALaterTimeIsNoChange() throws IOException {
    create("one", null, false);
    Files.setLastModifiedTime(store.index(), java.nio.file.attribute.FileTime.fromMillis(1_700_000_500_000L));
    assertThat(held(create("two", "one", false))).contains("sessions.json");
    Manifest two = create("three", "one", true);
    assertThat(held(two)).contains("sessions.json");
    Path back = trial.restore("three").get(0).path();
    assertThat(Files.getLastModifiedTime(back).toMillis()).isEqualTo(1_700_000_500_000L);
  }

  /** A file that changed within the tick of the clock in which it was taken looks the same ever after. */
  @Test
  void whatChangedRightBeforeItWasTakenIsTakenAgain() throws IOException {
    append("id-1.jsonl");
    fake.clock().set(Files.getLastModifiedTime(store.sessions().resolve("id-1.jsonl")).toMillis() - 59_000);
    create("one", null, false);
    assertThat(held(create("two", "one", false))).doesNotContain("id-1.jsonl");
    fake.clock().set(System.currentTimeMillis() + 3_600_000);
    create("three", null, false);
    assertThat(held(create("four", "three", false))).contains("id-1.jsonl");
  }

  @Test
  void whatIsNotThereAnyMoreIsNotInTheNext() throws IOException {
    create("one", null, false);
    Files.delete(store.sessions().resolve("id-2.jsonl"));
    create("two", "one", false);
    Map<String, String> back = SmallHome.tree(trial.restore("two").get(0).path().getParent(), store.home());
    assertThat(back).doesNotContainKey("id-2.jsonl").containsKey("id-3.jsonl");
  }
}
