package dev.sessionctl.storage.trash;

import dev.sessionctl.storage.FileStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What one run set aside, in numbers.
 *
 * @param run the run
 * @param entries entries it took away or changed
 * @param files files it took away or replaced
 * @param restored how many of both, and of changed modes, were put back
 * @param bytes what its trash takes on disk now
 */
public record TrashSummary(Trash.Run run, long entries, long files, long restored, long bytes) {

  /** One thing that a run announced, with what became of it. */
  public record Item(String type, String key, String role, Path path, long bytes, State state, String reason) {}

  /** What became of a thing that was announced. */
  public enum State {
    /** It can be put back. */
    KEPT,
    /** It was put back. */
    RESTORED,
    /** It was announced but never moved away, or its copy is gone. */
    ABSENT
  }

  /** Counts what a run set aside. */
  public static TrashSummary of(Trash trash, Trash.Run run) throws IOException {
    long[] counts = new long[3];
    for (Item item : items(trash, run)) {
      counts[0] += item.type().equals("entry") ? 1 : 0;
      counts[1] += item.type().equals("file") ? 1 : 0;
      counts[2] += item.state() == State.RESTORED ? 1 : 0;
    }
    return new TrashSummary(run, counts[0], counts[1], counts[2], bytes(run.root()));
  }

  /** Everything a run announced, in its order. */
  public static List<Item> items(Trash trash, Trash.Run run) throws IOException {
    Restored restored = Restored.of(run);
    List<Item> items = new ArrayList<>();
    trash.read(run, new Trash.Visitor() {
      @Override
      public void entry(TrashedEntry entry) {
        items.add(new Item("entry", entry.key(), "entry", null,
            entry.bytes() < 0 ? entry.text().length() : entry.bytes(),
            restored.has(entry) ? State.RESTORED : State.KEPT, entry.reason()));
      }

      @Override
      public void file(TrashedFile file) {
        State state = restored.has(file) ? State.RESTORED : Files.exists(file.kept()) ? State.KEPT : State.ABSENT;
        items.add(new Item("file", file.key(), file.role(), file.origin(), file.bytes(), state,
            file.replaced() ? "replaced" : "removed"));
      }

      @Override
      public void mode(TrashedMode mode) {
        items.add(new Item("mode", null, "mode", mode.path(), 0,
            restored.has(mode) ? State.RESTORED : State.KEPT,
            String.format(Locale.ROOT, "%04o instead of %04o", mode.after(), mode.before())));
      }

      @Override
      public void lost(LostBytes lost) {
        State state = Files.exists(lost.kept(), LinkOption.NOFOLLOW_LINKS) ? State.KEPT : State.ABSENT;
        items.add(lost.switched()
            ? new Item("lost", null, "replaced", lost.origin(), lost.bytes(), state, lost.reason())
            : new Item("lost", lost.key(), "damaged", lost.origin(), lost.bytes(), state,
                lost.reason() + "; is never put back, see " + lost.kept()));
      }
    });
    return items;
  }

  /** Bytes of all files below a directory of this tool's own. */
  public static long bytes(Path root) throws IOException {
    long bytes = 0;
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        bytes += FileStat.of(path).isRegularFile() ? Files.size(path) : 0;
      }
    }
    return bytes;
  }
}
