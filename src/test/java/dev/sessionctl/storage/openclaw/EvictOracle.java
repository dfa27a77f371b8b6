package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What may be found of a small store at any moment of an eviction of its sessions 0 and 1, and at its end. */
final class EvictOracle {

  static final String ARCHIVE = "old.jsonl.reset.2020-01-02T03-04-05.678Z";
  static final String CHECKPOINT = "id-0.checkpoint.00000000-0000-4000-8000-000000000000.jsonl";

  private final SmallStore store;
  private final Map<String, String> before;

  EvictOracle(SmallStore store) throws IOException {
    this.store = store;
    before = entries();
    assertThat(before).hasSize(SmallStore.SESSIONS);
  }

  private Map<String, String> entries() throws IOException {
    return Files.isDirectory(store.directory()) ? SmallStore.readDirectory(store.directory())
        : SmallStore.readIndex(store.index());
  }

  /** Nothing is lost: what is not where it was is in the trash, and what has an entry has its files. */
  void check() throws IOException {
    Map<String, String> now = entries();
    assertThat(now).isNotNull();
    now.forEach((key, hash) -> assertThat(hash).as(key).isEqualTo(before.get(key)));
    Map<String, String> texts = new HashMap<>();
    Set<String> kept = new HashSet<>();
    readTrash(texts, kept);
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      boolean present = now.containsKey(SmallStore.key(i));
      Path transcript = store.sessions().resolve("id-" + i + ".jsonl");
      if (present || Files.exists(transcript)) {
        assertThat(transcript).hasContent(SmallStore.transcript(i, store.state()));
      } else {
        assertThat(kept).contains(SmallStore.transcript(i, store.state()));
      }
      if (!present) {
        assertThat(texts).containsKey(SmallStore.key(i));
        assertThat(SmallStore.hash(texts.get(SmallStore.key(i)))).isEqualTo(before.get(SmallStore.key(i)));
      }
    }
    assertThat(now).containsKey(SmallStore.key(2));
    for (String name : new String[] {ARCHIVE, CHECKPOINT}) {
      assertThat(Files.exists(store.sessions().resolve(name)) || kept.contains(name)).as(name).isTrue();
    }
  }

  private void readTrash(Map<String, String> texts, Set<String> kept) throws IOException {
    Trash trash = new Trash(AdminArea.besides(store.sessions()));
    for (Trash.Run run : trash.runs()) {
      trash.read(run, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) {
          texts.put(entry.key(), entry.text());
        }

        @Override
        public void file(TrashedFile file) throws IOException {
          if (Files.exists(file.kept())) {
            kept.add(Files.readString(file.kept()));
          }
        }
      });
    }
  }

  void checkUnchanged() throws IOException {
    check();
    assertThat(entries()).isEqualTo(before);
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(store.sessions().resolve("id-" + i + ".jsonl")).exists();
    }
    assertThat(store.sessions().resolve(ARCHIVE)).exists();
  }

  void checkDone() throws IOException {
    check();
    assertThat(entries()).containsOnlyKeys(SmallStore.key(2));
    for (String gone : new String[] {"id-0.jsonl", "id-1.jsonl", ARCHIVE, CHECKPOINT}) {
      assertThat(store.sessions().resolve(gone)).doesNotExist();
    }
    LayoutOracle.checkNoLeftOvers(store.state());
    FaultRun.checkJournals(store.sessions());
  }
}
