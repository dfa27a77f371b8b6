package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A small store in one of its layouts, from which sessions are taken into the trash as evict and compact do it. */
final class TrashStore {

  /** Of a transcript: not the usual ones, so that they show when they are not put back. */
  static final FileTime MODIFIED = FileTime.fromMillis(1_700_000_000_123L);

  private static final int ALL = 3;

  private final SmallStore small;
  private final FakeEnvironment fake;
  private final DirectoryLayout layout;
  private long seed = 100;

  /**
   * A store.
   *
   * @param layout the layout of its {@code sessions.d}, or null for an index
   */
  TrashStore(Path root, DirectoryLayout layout, FakeEnvironment fake) throws IOException {
    this.small = new SmallStore(root.resolve("state"));
    this.fake = fake;
    this.layout = layout;
    small.writeFiles(small.state());
    if (layout == null) {
      small.writeIndex(small.state(), 2, 0, 1);
    } else {
      for (int i = 0; i < ALL; i++) {
        small.writeEntry(layout, i, 5);
      }
    }
    for (int i = 0; i < ALL; i++) {
      Files.setPosixFilePermissions(transcript(i), PosixFilePermissions.fromString("rw-r-----"));
      Files.setLastModifiedTime(transcript(i), MODIFIED);
    }
    fake.clock().set(System.currentTimeMillis() + 10_000);
  }

  SmallStore small() {
    return small;
  }

  Path transcript(int i) {
    return small.sessions().resolve("id-" + i + ".jsonl");
  }

  Environment environment() {
    return fake.seed(seed++).build();
  }

  StoreRef ref() {
    return layout == null ? new StoreRef(OpenClawFormat.JSON, "A", small.index(), "main", null)
        : new StoreRef(OpenClawFormat.DIRECTORY, "proposal", small.directory(), "main", null);
  }

  Store open() {
    return OpenClawStore.open(ref(), environment());
  }

  AdminArea area() {
    return AdminArea.besides(small.sessions());
  }

  /** Takes sessions away, entry first, as evict does; gives the run. */
  String evict(int... sessions) throws IOException {
    Environment environment = environment();
    String run = RunId.next(environment);
    area().create();
    try (JournalFile journal = JournalFile.begin(area(), run, "evict", ref().path(), environment);
        TrashWriter trash = TrashWriter.begin(area(), run, "evict", ref().path(), environment)) {
      List<EntryEdit> edits = new ArrayList<>();
      List<TrashedFile> files = new ArrayList<>();
      for (int i : sessions) {
        byte[] text = SmallStore.entry(i, small.state(), 5).getBytes(StandardCharsets.UTF_8);
        trash.entry(new TrashedEntry(SmallStore.key(i), new String(text, StandardCharsets.UTF_8), "old"));
        files.add(trash.file(SmallStore.key(i), "transcript", transcript(i), false));
        edits.add(new EntryEdit(SmallStore.key(i), CanonicalHash.ofBytes(text), null));
      }
      trash.announce();
      EntryEditor.Result result = editor(environment).apply(edits, keys -> Map.of(),
          new ApplyContext(run, journal, Duration.ZERO, ApplyContext.ProgressListener.NONE));
      if (result.done().size() != sessions.length) {
        throw new IOException("not evicted: " + result.skipped());
      }
      for (TrashedFile file : files) {
        trash.moveIn(file, FileIdentity.of(file.origin()));
      }
      trash.settle();
      journal.end("done");
    }
    return run;
  }

  /** Puts something shorter in the place of a transcript, as compact does; gives the run. */
  String compact(int session, String content) throws IOException {
    Environment environment = environment();
    String run = RunId.next(environment);
    area().create();
    try (JournalFile journal = JournalFile.begin(area(), run, "compact", ref().path(), environment);
        TrashWriter trash = TrashWriter.begin(area(), run, "compact", ref().path(), environment)) {
      TrashedFile file = trash.file(SmallStore.key(session), "transcript", transcript(session), true);
      trash.announce();
      trash.keep(file);
      Path temporary = transcript(session).resolveSibling("new.tmp");
      Files.writeString(temporary, content);
      Files.move(temporary, transcript(session), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      trash.settle();
      journal.end("done");
    }
    return run;
  }

  /** Writes a version of an entry, beside those that are there. */
  void put(int session, int version) throws IOException {
    if (layout != null) {
      small.writeEntry(layout, session, version);
      return;
    }
    Environment environment = environment();
    String run = RunId.next(environment);
    try (JournalFile journal = JournalFile.begin(area(), run, "put", ref().path(), environment)) {
      editor(environment).apply(
          List.of(new EntryEdit(SmallStore.key(session), null,
              SmallStore.entry(session, small.state(), version).getBytes(StandardCharsets.UTF_8))),
          keys -> Map.of(), new ApplyContext(run, journal, Duration.ZERO, ApplyContext.ProgressListener.NONE));
      journal.end("done");
    }
  }

  private EntryEditor editor(Environment environment) {
    StoreFiles files = new StoreFiles(small.index());
    return layout == null ? new IndexEditor(files, environment)
        : new DirectoryEditor(files, new EntryDirectory(small.directory(), layout), environment);
  }

  /** The entries by key, hashed; whichever layout is there. */
  Map<String, String> entries() throws IOException {
    return Files.exists(small.index(), LinkOption.NOFOLLOW_LINKS) ? SmallStore.readIndex(small.index())
        : SmallStore.readDirectory(small.directory());
  }

  /** Whether a session is as it was at first: its entry by content, its transcript with mode and time. */
  boolean isWhole(int i) throws IOException {
    return damage(i).isEmpty();
  }

  /** In what a session is not as it was at first. */
  List<String> damage(int i) throws IOException {
    List<String> damage = new ArrayList<>();
    String entry = entries().get(SmallStore.key(i));
    if (!SmallStore.hash(SmallStore.entry(i, small.state(), 5)).equals(entry)) {
      damage.add(entry == null ? "no entry, of " + entries().size() : "another entry");
    }
    if (!Files.exists(transcript(i))) {
      damage.add("no transcript");
      return damage;
    }
    if (!Files.readString(transcript(i)).equals(SmallStore.transcript(i, small.state()))) {
      damage.add("another transcript, of " + Files.size(transcript(i)) + " bytes");
    }
    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(transcript(i)));
    if (!mode.equals("rw-r-----")) {
      damage.add("mode " + mode);
    }
    if (!Files.getLastModifiedTime(transcript(i)).equals(MODIFIED)) {
      damage.add("time " + Files.getLastModifiedTime(transcript(i)));
    }
    return damage;
  }
}
