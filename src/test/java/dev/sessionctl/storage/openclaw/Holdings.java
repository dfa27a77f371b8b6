package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.trash.LostBytes;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that a small store and its trash hold at one moment: what is in neither is lost. */
final class Holdings {

  private final SmallStore store;
  private final Map<String, String> entries;
  private final Map<String, Set<String>> keptEntries = new HashMap<>();
  private final Map<String, Set<String>> keptFiles = new HashMap<>();
  private final List<String> lostAndFound = new ArrayList<>();
  private final List<Trash.Run> runs;

  /**
   * Reads all of it.
   *
   * @throws AssertionError when neither the index nor the directory is there, or a kept file is not of the size that
   *     the manifest gives
   */
  Holdings(SmallStore store) throws IOException {
    this.store = store;
    entries = Files.isDirectory(store.directory()) ? SmallStore.readDirectory(store.directory())
        : SmallStore.readIndex(store.index());
    assertThat(entries).as("index or directory is there").isNotNull();
    Trash trash = new Trash(AdminArea.besides(store.sessions()));
    runs = trash.runs();
    for (Trash.Run run : runs) {
      trash.read(run, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) throws IOException {
          keptEntries.computeIfAbsent(entry.key(), key -> new HashSet<>()).add(SmallStore.hash(entry.text()));
        }

        @Override
        public void file(TrashedFile file) throws IOException {
          if (Files.exists(file.kept())) {
            assertThat(FileIdentity.of(file.kept()).size()).isEqualTo(file.bytes());
            keptFiles.computeIfAbsent(file.origin().getFileName().toString(), name -> new HashSet<>())
                .add(text(file.kept()));
          }
        }

        @Override
        public void lost(LostBytes lost) throws IOException {
          if (Files.exists(lost.kept())) {
            lostAndFound.add(text(lost.kept()));
          }
        }
      });
    }
  }

  /** The bytes of a file, whatever they are. */
  static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /** The same of a text that is written as UTF-8. */
  static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** The entries that stand, hashed, by key. */
  Map<String, String> entries() {
    return entries;
  }

  /** The runs that set something aside, oldest first. */
  List<Trash.Run> runs() {
    return runs;
  }

  boolean lostAndFoundHolds(String text) {
    return lostAndFound.contains(bytes(text));
  }

  /** Whether an entry stands with that content. */
  boolean hasEntry(String key, String hash) {
    return hash.equals(entries.get(key));
  }

  boolean keepsEntry(String key, String hash) {
    return keptEntries.getOrDefault(key, Set.of()).contains(hash);
  }

  /** Whether a file of the sessions directory stands with exactly that text. */
  boolean hasFile(String name, String text) throws IOException {
    Path file = store.sessions().resolve(name);
    return Files.exists(file) && text(file).equals(bytes(text));
  }

  boolean keepsFile(String name, String text) {
    return keptFiles.getOrDefault(name, Set.of()).contains(bytes(text));
  }

  /** Requires that an entry and a file are where they were, or in the trash. */
  void requireNotLost(String key, String hash, String name, String text) throws IOException {
    assertThat(hasEntry(key, hash) || keepsEntry(key, hash)).as("entry " + key + " is somewhere").isTrue();
    assertThat(hasFile(name, text) || keepsFile(name, text)).as(name + " is somewhere").isTrue();
  }
}
