package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.ApplyContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Edits a {@code sessions.json}: the new index is written and made durable outside the gateway lock; inside it is
 * only compared and renamed, or written once more when the old one has changed meanwhile.
 */
final class IndexEditor implements EntryEditor {

  /** Announces a temporary file by its {@code path}, so that a later run can remove it. */
  static final String STEP_STAGE = "stage";

  private final StoreFiles files;
  private final Environment environment;

  IndexEditor(StoreFiles files, Environment environment) {
    this.files = files;
    this.environment = environment;
  }

  /** A new index under its temporary name, and what went into it. */
  private final class Draft implements AutoCloseable {
    private final IndexFile source;
    private final AtomicReplacement replacement;
    private final Set<String> done = new LinkedHashSet<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();

    Draft(Map<String, EntryEdit> edits, Map<String, String> leftAlone, ApplyContext context) throws IOException {
      Path temporary = files.indexTemporary(environment);
      context.journal().step(STEP_STAGE, Map.of("path", temporary.toString()));
      source = open();
      boolean written = false;
      try {
        replacement = AtomicReplacement.begin(files.index(), temporary);
      } catch (IOException e) {
        source.close();
        throw e;
      }
      try {
        skipped.putAll(leftAlone);
        write(edits);
        replacement.finishWriting();
        written = true;
      } finally {
        if (!written) {
          close();
        }
      }
    }

    private void write(Map<String, EntryEdit> edits) throws IOException {
      List<EntryRef> refs = EntrySources.of(source);
      Map<String, EntryRef> last = new HashMap<>();
      for (EntryRef ref : refs) {
        last.put(ref.key(), ref);
      }
      IndexWriter writer = new IndexWriter(replacement.channel());
      Set<String> seen = new HashSet<>();
      for (EntryRef ref : refs) {
        if (last.get(ref.key()) != ref) {
          // Of a key that stands twice the product sees the last one only.
          continue;
        }
        byte[] text = source.text(ref.start(), ref.limit());
        EntryEdit edit = edits.get(ref.key());
        if (edit != null && !skipped.containsKey(ref.key())) {
          seen.add(ref.key());
          text = edited(edit, text);
        }
        if (text != null) {
          writer.entry(ref.key(), text);
        }
      }
      for (EntryEdit edit : edits.values()) {
        if (!seen.contains(edit.key()) && !skipped.containsKey(edit.key())) {
          byte[] text = edited(edit, null);
          if (text != null) {
            writer.entry(edit.key(), text);
          }
        }
      }
      writer.finish();
    }

    /** The text to write for an entry: the new one when the present one is what the plan was made from. */
    private byte[] edited(EntryEdit edit, byte[] present) {
      String reason = conflict(edit, present);
      if (reason != null) {
        skipped.put(edit.key(), reason);
        return present;
      }
      done.add(edit.key());
      return edit.text();
    }

    @Override
    public void close() throws IOException {
      source.close();
      replacement.close();
    }
  }

  /** Why an edit does not fit what is there, or null when it does. */
  static String conflict(EntryEdit edit, byte[] present) {
    if (edit.expected() == null) {
      return present == null ? null : "there is an entry of this key again";
    }
    if (present == null) {
      return "the entry is gone";
    }
    return Arrays.equals(edit.expected(), CanonicalHash.ofBytes(present)) ? null : "the entry changed meanwhile";
  }

  private IndexFile open() throws IOException {
    IndexFile index = IndexFile.open(files.index());
    if (index == null) {
      throw new ChangedException(files.index() + " disappeared; nothing was changed");
    }
    return index;
  }

  @Override
  public Result apply(List<EntryEdit> list, Recheck recheck, ApplyContext context) throws IOException {
    Map<String, EntryEdit> edits = new LinkedHashMap<>();
    for (EntryEdit edit : list) {
      edits.put(edit.key(), edit);
    }
    Draft draft = new Draft(edits, Map.of(), context);
    try {
      context.progress().progress("wait for the gateway's lock", 0, -1);
      long begin;
      try (OpenClawLock lock =
          OpenClawLock.take(files.index(), LockKind.INDEX, context.lockWait(), Pause.SLEEP, environment)) {
        begin = environment.now();
        Map<String, String> leftAlone = recheck.leaveAlone(Set.copyOf(draft.done));
        if (!leftAlone.isEmpty() || !draft.source.isCurrent()) {
          draft.close();
          draft = new Draft(edits, leftAlone, context);
          if (!draft.source.isCurrent()) {
            throw new ChangedException(files.index() + " is written by a process that does not respect its lock;"
                + " nothing was changed");
          }
        }
        if (!draft.done.isEmpty()) {
          lock.ensureHeld();
          draft.replacement.commit();
        }
      }
      return new Result(draft.done, draft.skipped, environment.now() - begin);
    } finally {
      draft.close();
    }
  }
}
