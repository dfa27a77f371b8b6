package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.trash.TrashedEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Mends entries, all in one go under the index's lock. */
final class EntryRepair {

  private static final String REASON = "left alone: ";

  private final List<EntryMending> mendings;
  private final StoreRef ref;
  private final StoreFiles files;
  private final Environment environment;

  EntryRepair(List<EntryMending> mendings, StoreRef ref, StoreFiles files, Environment environment) {
    this.mendings = mendings;
    this.ref = ref;
    this.files = files;
    this.environment = environment;
  }

  void apply(Mending.Tools tools, RepairReport report) throws IOException {
    if (mendings.isEmpty()) {
      return;
    }
    if (tools.context().isOver(environment)) {
      mendings.forEach(mending -> report.skipped(mending.items().get(0), ApplyContext.OUT_OF_TIME));
      return;
    }
    try {
      announce(tools);
      List<EntryEdit> edits = new ArrayList<>();
      mendings.forEach(mending -> edits.addAll(mending.edits()));
      EntryEditor.Result result = editor().apply(edits, this::conflicts, tools.context());
      for (EntryMending mending : mendings) {
        String key = mending.edits().get(0).key();
        if (result.done().contains(key)) {
          report.done(mending.kept().stream().mapToLong(former -> former.text().length).sum(), mending.bytesAfter());
        } else {
          report.skipped(mending.items().get(0), REASON + result.skipped().getOrDefault(key, "nothing to change"));
        }
      }
    } catch (ChangedException | LockedException e) {
      mendings.forEach(mending -> report.skipped(mending.items().get(0), e.getMessage()));
    }
  }

  private boolean isIndex() {
    return ref.format().equals(OpenClawFormat.JSON);
  }

  private EntryDirectory directory() {
    return new EntryDirectory(files.directory(), OpenClawStore.layoutOf(files.directory()));
  }

  private EntryEditor editor() {
    return isIndex() ? new IndexEditor(files, environment) : new DirectoryEditor(files, directory(), environment);
  }

  /** Keeps every text that changes or goes, before it does. */
  private void announce(Mending.Tools tools) throws IOException {
    for (EntryMending mending : mendings) {
      for (EntryMending.Former former : mending.kept()) {
        tools.trash().entry(new TrashedEntry(former.key(), new String(former.text(), StandardCharsets.UTF_8),
            mending.items().get(0).reason()));
      }
      for (EntryMending.Former twice : mending.doubles()) {
        tools.trash().lost(twice.key(), files.index(), twice.text(), "the key stands again further down");
      }
    }
    tools.trash().announce();
  }

  /** Entries that belong together are all left alone when one of them is not what it was. */
  private Map<String, String> conflicts(Set<String> keys) throws IOException {
    Map<String, String> reasons = new HashMap<>();
    if (mendings.stream().allMatch(mending -> mending.edits().size() == 1)) {
      return reasons;
    }
    try (EntryTexts texts = isIndex() ? EntryTexts.ofIndex(files.index()) : EntryTexts.ofDirectory(directory())) {
      for (EntryMending mending : mendings) {
        String reason = null;
        for (EntryEdit edit : mending.edits()) {
          EntryRef present = texts == null ? null : texts.last(edit.key());
          byte[] hash = present == null ? null : CanonicalHash.ofBytes(texts.text(present));
          if (!Arrays.equals(edit.expected(), hash)) {
            reason = edit.key() + " changed meanwhile";
          }
        }
        if (reason != null) {
          for (EntryEdit edit : mending.edits()) {
            reasons.put(edit.key(), reason);
          }
        }
      }
    }
    return reasons;
  }
}
