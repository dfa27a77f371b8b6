package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {

  @TempDir
  private Path temporary;
  private SmallHome store;
  private FakeEnvironment fake;
  private BackupTrial trial;

  @BeforeEach
  void prepare() throws IOException {
    fake = FakeEnvironment.in(temporary.toRealPath());
    store = new SmallHome(fake.home());
    trial = new BackupTrial(store.home(), Files.createDirectory(temporary.toRealPath().resolve("aside")),
        fake.build());
  }

  private static Backup.Settings settings(boolean directory) {
    return new Backup.Settings(directory, 3, null, false, "test");
  }

  @Test
  void whatComesBackIsWhatWasThere() throws IOException {
    Files.writeString(store.sessions().resolve("sessions.json.lock"), "{}");
    Files.writeString(store.sessions().resolve("sessions.json.00000000-0000-4000-8000-000000000000.tmp"), "{");
    Files.createDirectories(store.sessions().resolve("empty"));
    SmallHome.write(store.sessions().resolve("skills-prompts/sha256/ab/" + "ab".repeat(32) + ".txt"), "p");
    Manifest manifest = trial.create("one", store.ref());

    assertThat(manifest.notTaken()).isEmpty();
    assertThat(manifest.changed()).isEmpty();
    assertThat(manifest.sessions()).isEqualTo(SmallHome.SESSIONS);
    assertThat(manifest.trees().get(0).stores().get(0).sessions())
        .contains(new BackupSession("agent:main:direct:p2", "id-2", 1_700_000_000_002L));
    assertThat(Files.getPosixFilePermissions(trial.archive("one")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    StoreRef back = trial.restore("one").get(0);
    assertThat(back.path()).isEqualTo(trial.restored("one").resolve(".openclaw/agents/main/sessions/sessions.json"));
    Map<String, String> before = new TreeMap<>(SmallHome.tree(store.sessions(), store.home()));
    before.keySet().removeIf(name -> name.endsWith(".lock") || name.endsWith(".tmp"));
    Map<String, String> after = SmallHome.tree(back.path().getParent(), trial.restored("one"));
    // What a person said of a path stays as it was.
    before.replaceAll((name, text) -> text.replace("see HOME", "see " + store.home()));
    before.replaceAll((name, text) -> text.replace("\"cwd\":\"HOME", "\"cwd\":\"" + store.home()));
    assertThat(after).isEqualTo(before);
  }

  @Test
  void aPipeHoldsTheSame() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Backup.create(List.of(Formats.open(store.ref(), trial.environment())), out, settings(false), trial.environment(),
        ProgressListener.NONE);
    Path to = trial.aside().resolve("piped");

    Restore.Result result = Restore.run(new ByteArrayInputStream(out.toByteArray()), trial.aside(),
        new Restore.Settings(to, null, false), trial.environment(), ProgressListener.NONE);

    assertThat(result.stores()).hasSize(1);
    assertThat(result.rewritten()).isEqualTo(SmallHome.SESSIONS);
    assertThat(trial.findings(result.stores().get(0))).noneMatch(finding -> !finding.id().contains(".mode."));
    assertThat(fake.temporaryDirectory()).isEmptyDirectory();
  }

  @Test
  void aDirectoryHoldsTheSame() throws IOException {
    Path place = trial.aside().resolve("plain");
    Backup.create(List.of(Formats.open(store.ref(), trial.environment())), place, settings(true),
        trial.environment(), ProgressListener.NONE);
    BackupCheck check = new BackupCheck(trial.environment(), (backup, path, message) -> {
      throw new AssertionError(message);
    });
    check.check(place);
    assertThat(check.files()).isEqualTo(SmallHome.SESSIONS + 1);
    Path to = trial.aside().resolve("back");
    Restore.run(place, new Restore.Settings(to, null, false), trial.environment(), ProgressListener.NONE);
    assertThat(to.resolve(".openclaw/agents/main/sessions/id-3.jsonl"))
        .hasSameTextualContentAs(store.sessions().resolve("id-3.jsonl"));

    Files.writeString(place.resolve("stores/0/agents/main/sessions/id-1.jsonl"), "other");
    assertThatThrownBy(() -> Restore.run(place, new Restore.Settings(trial.aside().resolve("again"), null, false),
        trial.environment(), ProgressListener.NONE)).isInstanceOf(StoreException.class)
        .hasMessageContaining("id-1.jsonl");
    assertThat(trial.aside().resolve("again")).doesNotExist();
  }

  @Test
  void inADirectoryItGetsANameByItsTime() throws IOException {
    Path one = make();
    fake.clock().advance(java.time.Duration.ofSeconds(1));
    Path other = make();
    assertThat(one.getFileName().toString()).startsWith("sessionctl-20261120T").endsWith(".tar.zst")
        .isLessThan(other.getFileName().toString());
    List<BackupCatalog.Listed> listed = BackupCatalog.of(trial.aside(), trial.environment());
    assertThat(listed).extracting(BackupCatalog.Listed::place).containsExactly(one, other);
    assertThat(listed).allMatch(each -> each.manifest().files() == SmallHome.SESSIONS + 1);
  }

  private Path make() throws IOException {
    return Backup.create(List.of(Formats.open(store.ref(), trial.environment())), trial.aside(), settings(false),
        fake.build(), ProgressListener.NONE).place();
  }

  @Test
  void whatCannotBeTakenIsNamedAndTheRestIsThere() throws IOException {
    Files.createSymbolicLink(store.sessions().resolve("id-9.jsonl"), store.home().resolve("other"));
    Manifest manifest = trial.create("one", store.ref());
    assertThat(manifest.notTaken()).extracting(Manifest.Note::path)
        .containsExactly(store.sessions().resolve("id-9.jsonl").toString());
    assertThat(trial.restore("one").get(0).path().resolveSibling("id-9.jsonl")).doesNotExist();
  }

  @Test
  void whatIsThereIsNotOverwritten() throws IOException {
    trial.create("one", store.ref());
    Files.createDirectories(trial.restored("one").resolve(".openclaw/agents/main/sessions"));
    trial.restore("one");
    Map<String, String> before = SmallHome.tree(trial.restored("one"), store.home());
    assertThatThrownBy(() -> trial.restore("one")).isInstanceOf(StoreException.class)
        .hasMessageContaining("is there already");
    assertThat(SmallHome.tree(trial.restored("one"), store.home())).isEqualTo(before);
    assertThatThrownBy(() -> trial.create("one", store.ref())).isInstanceOf(StoreException.class)
        .hasMessageContaining("exists already");
  }
}
