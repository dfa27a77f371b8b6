package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FakeProcessTable;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.KeyList;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.trash.FileHash;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreChangeTest {

  @TempDir
  private Path temporary;
  private Path root;
  private FakeEnvironment fake;
  private FaultRun pipeline;

  @BeforeEach
  void create() throws IOException {
    root = temporary.toRealPath();
    fake = FakeEnvironment.in(root.resolve("surroundings"));
    pipeline = new FaultRun(root.resolve("others"));
  }

  static Stream<DirectoryLayout> layouts() {
    return Stream.of(null, DirectoryLayout.PLAIN, DirectoryLayout.VERSIONED);
  }

  private TrashStore store(DirectoryLayout layout) throws IOException {
    return new TrashStore(root.resolve("disk"), layout, fake);
  }

  private Outcome restore(TrashStore store, String run, String... keys) throws IOException {
    return pipeline.change(store.small().sessions(), new Restoration(run, Set.of(keys)));
  }

  private List<PlanItem> items(TrashStore store, String run) throws IOException {
    List<PlanItem> items = new ArrayList<>();
    try (Change change = store.open().prepare(new Restoration(run, Set.of()))) {
      change.plan().forEachItem(items::add);
    }
    return items;
  }

  private static Path kept(TrashStore store, String run, int number) {
    return store.area().trash().resolve(run).resolve("files").resolve(Integer.toString(number));
  }

  private static Path manifest(TrashStore store, String run) {
    return store.area().trash().resolve(run).resolve("manifest.jsonl");
  }

  private TrashSummary summary(TrashStore store, String run) throws IOException {
    Trash trash = new Trash(store.area());
    return TrashSummary.of(trash, trash.find(run));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void everythingComesBackToTheByteAndOnceOnly(DirectoryLayout layout) throws IOException {
    TrashStore store = store(layout);
    String run = store.evict(0, 1);
    assertThat(store.entries()).hasSize(1);
    assertThat(store.transcript(0)).doesNotExist();
    assertThat(summary(store, run)).extracting(TrashSummary::entries, TrashSummary::files, TrashSummary::restored)
        .containsExactly(2L, 2L, 0L);
    assertThat(restore(store, run)).isEqualTo(Outcome.DONE);
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(store.isWhole(i)).as("session " + i).isTrue();
    }
    assertThat(kept(store, run, 0)).doesNotExist();
    assertThat(summary(store, run).restored()).isEqualTo(4);
    assertThat(restore(store, run)).isEqualTo(Outcome.NOTHING);
    assertThat(new Trash(store.area()).runs()).hasSize(1);
    FaultRun.checkJournals(store.small().sessions());
    LayoutOracle.checkNoLeftOvers(store.small().state().getParent());
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void oneSessionByItsKey(DirectoryLayout layout) throws IOException {
    TrashStore store = store(layout);
    String run = store.evict(0, 1, 2);
    assertThat(restore(store, run, SmallStore.key(1))).isEqualTo(Outcome.DONE);
    assertThat(store.isWhole(1)).isTrue();
    assertThat(store.entries()).hasSize(1);
    assertThat(store.transcript(0)).doesNotExist();
    assertThatThrownBy(() -> restore(store, run, "nobody")).isInstanceOf(NoSuchSessionException.class);
    assertThatThrownBy(() -> restore(store, "20200101T000000.000Z-00000000")).isInstanceOf(StoreException.class)
        .hasMessageContaining("trash list");
    assertThat(restore(store, run)).isEqualTo(Outcome.DONE);
    assertThat(store.entries()).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void whatIsNewerStaysAndWhatIsOlderIsSetAside(DirectoryLayout layout) throws IOException {
    TrashStore store = store(layout);
    String run = store.evict(0, 1);
    // 0 came back newer, 1 came back older.
    for (int[] session : new int[][] {{0, 9}, {1, 1}}) {
      store.put(session[0], session[1]);
    }
    assertThat(restore(store, run)).isEqualTo(Outcome.PARTIAL);
    assertThat(store.isWhole(1)).isTrue();
    assertThat(store.entries().get(SmallStore.key(0)))
        .isEqualTo(SmallStore.hash(SmallStore.entry(0, store.small().state(), 9)));
    assertThat(store.transcript(0)).as("stays with its entry").doesNotExist();
    assertThat(kept(store, run, 0)).exists();
    List<Trash.Run> runs = new Trash(store.area()).runs();
    assertThat(runs).hasSize(2);
    Trash.Run own = runs.get(1);
    assertThat(own.command()).isEqualTo("trash restore");
    assertThat(TrashSummary.items(new Trash(store.area()), own)).hasSize(1);
    assertThatThrownBy(() -> items(store, run)).hasMessageContaining("the entry that is there is newer");
  }

  @Test
  void aPlaceThatIsTakenIsNotOverwritten() throws IOException {
    TrashStore store = store(null);
    String run = store.evict(0, 1);
    Files.writeString(store.transcript(0), "another");
    Files.copy(kept(store, run, 1), store.transcript(1));
    assertThat(items(store, run)).extracting(PlanItem::reason)
        .contains("something else stands in its place", "there already",
            "its transcript cannot be put back: something else stands in its place");
    assertThat(restore(store, run)).isEqualTo(Outcome.PARTIAL);
    assertThat(store.transcript(0)).hasContent("another");
    assertThat(store.entries()).containsKey(SmallStore.key(1)).doesNotContainKey(SmallStore.key(0));
  }

  @Test
  void aDamagedCopyIsNotPutBack() throws IOException {
    TrashStore store = store(null);
    String run = store.evict(0);
    byte[] content = Files.readAllBytes(kept(store, run, 0));
    content[5] ^= 1;
    Files.write(kept(store, run, 0), content);
    assertThatThrownBy(() -> restore(store, run)).hasMessageContaining("SHA-256 differs");
    assertThat(store.transcript(0)).doesNotExist();
    assertThat(store.entries()).doesNotContainKey(SmallStore.key(0));
  }

  @Test
  void modeAndTimeAreThoseOfTheManifest() throws IOException {
    TrashStore store = store(null);
    String run = store.evict(0);
    Files.setLastModifiedTime(kept(store, run, 0), FileTime.fromMillis(5));
    Files.setPosixFilePermissions(kept(store, run, 0), PosixFilePermissions.fromString("rw-------"));
    assertThat(restore(store, run)).isEqualTo(Outcome.DONE);
    assertThat(store.isWhole(0)).isTrue();
  }

  @Test
  void whatWasReplacedComesBackAndItsReplacementIsSetAside() throws IOException {
    TrashStore store = store(null);
    String run = store.compact(0, "short\n");
    assertThat(restore(store, run)).isEqualTo(Outcome.DONE);
    assertThat(store.isWhole(0)).isTrue();
    String own = new Trash(store.area()).runs().get(1).runId();
    assertThat(kept(store, own, 0)).hasContent("short\n");
    // And the way back of the way back.
    assertThat(restore(store, own)).isEqualTo(Outcome.DONE);
    assertThat(store.transcript(0)).hasContent("short\n");
  }

  @Test
  void whatWasWrittenSinceOrIsLockedOrOwnedIsNotReplaced() throws IOException {
    TrashStore store = store(null);
    String run = store.compact(0, "short\n");
    Files.setLastModifiedTime(store.transcript(0),
        FileTime.fromMillis(fake.clock().millis() + Duration.ofHours(1).toMillis()));
    assertThatThrownBy(() -> restore(store, run)).hasMessageContaining("written since");
    Files.setLastModifiedTime(store.transcript(0), FileTime.fromMillis(fake.clock().millis() - 1000));
    Path lock = Files.writeString(store.transcript(0).resolveSibling("id-0.jsonl.lock"), "{}");
    assertThatThrownBy(() -> items(store, run)).hasMessageContaining("it is locked");
    Files.delete(lock);
    fake.processes().add(99, 5, List.of("openclaw-gateway"), fake.build().userId(), FakeProcessTable.NAMESPACE,
        Map.of("OPENCLAW_STATE_DIR", store.small().state().toString()));
    assertThatThrownBy(() -> items(store, run)).hasMessageContaining("stop it first");
    assertThat(store.transcript(0)).hasContent("short\n");
  }

  /** Lines that somebody else wrote into a manifest. */
  @ParameterizedTest
  @ValueSource(strings = {"/etc/hostile", "STATE/../hostile", "STATE/agents/main/sessions/../../../../hostile",
      "SESSIONS/out/hostile", "SESSIONS/../.sessionctl/runs/hostile", "relative/hostile", "STATE/hostile.lock", "/",
      "STATE/agents/main/.sessionctl/trash/hostile", "SESSIONS/missing/hostile"})
  void placesOutsideOfTheStoreAreRefused(String origin) throws IOException {
    TrashStore store = store(null);
    Path outside = Files.createDirectory(root.resolve("outside"));
    Files.createSymbolicLink(store.small().sessions().resolve("out"), outside);
    String run = store.evict(0);
    String hash = FileHash.sha256(kept(store, run, 0));
    String place = origin.replace("STATE", store.small().state().toString())
        .replace("SESSIONS", store.small().sessions().toString());
    String text = Files.readString(manifest(store, run));
    Files.writeString(manifest(store, run), text.substring(0, text.indexOf('\n') + 1)
        + "{\"type\":\"file\",\"key\":\"k\",\"role\":\"archive\",\"origin\":\"" + place + "\",\"name\":\"0\",\"bytes\":"
        + Files.size(kept(store, run, 0)) + ",\"mode\":2541,\"modifiedNanos\":1,\"sha256\":\"" + hash
        + "\",\"replaced\":false}\n");
    List<String> before = SmallStore.tree(root.resolve("disk"));
    assertThatThrownBy(() -> restore(store, run)).isInstanceOf(StoreException.class)
        .hasMessageContaining("nothing of run");
    assertThat(SmallStore.tree(root.resolve("disk"))).containsExactlyInAnyOrderElementsOf(before);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void hostileLinesAreNotBelieved() throws IOException {
    TrashStore store = store(null);
    String run = store.evict(0);
    String head = Files.readString(manifest(store, run));
    head = head.substring(0, head.indexOf('\n') + 1);
    Files.writeString(manifest(store, run), head
        + "{\"type\":\"file\",\"role\":\"x\",\"origin\":\"/x\\u0000y\",\"name\":\"0\"}\n"
        + "{\"type\":\"file\",\"role\":\"x\",\"origin\":\"" + store.small().sessions() + "/a\",\"name\":\"../0\"}\n"
        + "{\"type\":\"file\",\"role\":\"x\",\"name\":\"0\"}\n{\"type\":\"entry\",\"key\":\"k\"}\n"
        + "{\"type\":\"entry\",\"key\":\"broken\",\"text\":\"{\\\"a\\\":1},\\\"b\\\":{}\"}\n"
        + "{\"type\":\"entry\",\"key\":\"number\",\"text\":\"7\"}\n");
    assertThatThrownBy(() -> restore(store, run)).hasMessageContaining("broken: its text in the trash is damaged");
    Files.writeString(manifest(store, run), head + "[1");
    assertThat(restore(store, run)).isEqualTo(Outcome.NOTHING);
    Files.writeString(manifest(store, run), "{\"type\":\"run\",\"store\":\"/else/where\"}\n");
    assertThatThrownBy(() -> restore(store, run)).hasMessageContaining("changed /else/where");
    Files.delete(manifest(store, run));
    assertThatThrownBy(() -> restore(store, run)).hasMessageContaining("holds nothing");
  }

  @Test
  void linksInTheTrashAreNotFollowed() throws IOException {
    TrashStore store = store(null);
    String run = store.evict(0);
    Path secret = Files.write(root.resolve("secret"), Files.readAllBytes(kept(store, run, 0)));
    Files.delete(kept(store, run, 0));
    Files.createSymbolicLink(kept(store, run, 0), secret);
    assertThatThrownBy(() -> restore(store, run)).hasMessageContaining("damaged");
    Files.delete(kept(store, run, 0));
    Files.move(secret, kept(store, run, 0));
    Path files = kept(store, run, 0).getParent();
    Path moved = Files.move(files, root.resolve("moved"));
    Files.createSymbolicLink(files, moved);
    assertThatThrownBy(() -> restore(store, run)).hasMessageContaining("its copy in the trash is gone");
    Path trash = store.area().trash();
    Files.createSymbolicLink(trash, Files.move(trash, root.resolve("all")));
    assertThatThrownBy(() -> restore(store, run)).hasMessageContaining("holds nothing");
    assertThat(pipeline.change(store.small().sessions(), new Purge(Set.of(run), null, false)))
        .isEqualTo(Outcome.NOTHING);
    assertThat(root.resolve("all").resolve(run)).exists();
  }

  @Test
  void keysInAJournal() {
    List<String> keys = List.of("a", "b\nc", "d\\n", "", "e\\");
    assertThat(KeyList.split(KeyList.join(keys))).containsExactlyElementsOf(keys);
    assertThat(KeyList.split(null)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void afterARelocationEverythingGoesToTheNewPlace(DirectoryLayout layout) throws IOException {
    TrashStore store = store(layout);
    Path before = store.small().state();
    final String run = store.evict(0, 1);
    final String compacted = store.compact(2, SmallStore.transcript(2, before).replaceFirst("as it was said", ""));
    Path place = before.resolveSibling("moved");
    assertThat(pipeline.change(store.small().sessions(), new Relocation(place, false, null))).isEqualTo(Outcome.DONE);
    SmallStore moved = new SmallStore(place);
    assertThat(pipeline.change(moved.sessions(), new Restoration(run, Set.of()))).isEqualTo(Outcome.DONE);
    Map<String, String> entries = layout == null ? SmallStore.readIndex(moved.index())
        : SmallStore.readDirectory(moved.directory());
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(entries).containsEntry(SmallStore.key(i), SmallStore.hash(SmallStore.entry(i, place, 5)));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(moved.sessions().resolve("id-" + i + ".jsonl")).hasContent(SmallStore.transcript(i, before));
    }
    assertThat(pipeline.change(moved.sessions(), new Restoration(run, Set.of()))).isEqualTo(Outcome.NOTHING);
    assertThat(pipeline.change(moved.sessions(), new Restoration(compacted, Set.of()))).isEqualTo(Outcome.DONE);
    assertThat(moved.sessions().resolve("id-2.jsonl")).hasContent(SmallStore.transcript(2, before));
    assertThat(before).doesNotExist();
  }

  @Test
  void aStoreReachedByAnotherNameIsTheSame() throws IOException {
    TrashStore store = store(null);
    String run = store.evict(0);
    Path alias = Files.createSymbolicLink(root.resolve("alias"), store.small().state());
    SmallStore same = new SmallStore(alias);
    assertThat(pipeline.change(same.sessions(), new Restoration(run, Set.of()))).isEqualTo(Outcome.DONE);
    assertThat(store.transcript(0)).hasContent(SmallStore.transcript(0, store.small().state()));
    assertThat(store.entries()).containsEntry(SmallStore.key(0), SmallStore.hash(SmallStore.entry(0, alias, 5)));
  }

  @Test
  void aManifestCannotMapItselfOutOfTheStore() throws IOException {
    TrashStore store = store(null);
    String run = store.evict(0);
    Path manifest = manifest(store, run);
    String text = Files.readString(manifest);
    Path secret = Files.createDirectories(root.resolve("secret"));
    for (String area : new String[] {"/x", "", "relative/.sessionctl", store.area().root() + "/../../../../secret"}) {
      Files.writeString(manifest, text.replaceFirst("\"area\":\"[^\"]*\"", "\"area\":\"" + area + "\"")
          .replace("\"origin\":\"" + store.small().sessions(), "\"origin\":\"" + secret));
      assertThatThrownBy(() -> restore(store, run)).as(area).isInstanceOf(StoreException.class);
    }
    assertThat(secret).isEmptyDirectory();
  }
}
