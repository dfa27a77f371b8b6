package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.restore.RestoreEntries;
import dev.sessionctl.storage.restore.RestorePlan;
import dev.sessionctl.storage.restore.RestorePlan.EntryStep;
import dev.sessionctl.storage.trash.TrashedEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Entries on their way back: parsed before they are believed, and never in place of one that is newer. */
final class RestoredEntries implements RestoreEntries {

  private final OpenClawStore.Parts parts;

  RestoredEntries(OpenClawStore.Parts parts) {
    this.parts = parts;
  }

  @Override
  public List<EntryStep> judge(Collection<TrashedEntry> entries) throws IOException {
    Set<String> keys = new LinkedHashSet<>();
    entries.forEach(entry -> keys.add(entry.key()));
    Map<String, String> unreadable = new HashMap<>();
    Map<String, byte[]> present = PresentEntries.of(keys, parts.files(), parts.directory(), unreadable);
    List<EntryStep> steps = new ArrayList<>();
    for (TrashedEntry entry : entries) {
      String damaged = unreadable.get(entry.key());
      steps.add(damaged != null ? EntryStep.refused(entry, damaged) : judge(entry, present.get(entry.key())));
    }
    return steps;
  }

  private static EntryStep judge(TrashedEntry entry, byte[] present) throws IOException {
    byte[] text = entry.text().getBytes(StandardCharsets.UTF_8);
    if (Arrays.equals(text, present)) {
      return new EntryStep(entry, text, present, RestorePlan.KEEP, "there already");
    }
    SessionEntry kept = EntryText.read(text);
    if (kept == null) {
      return EntryStep.refused(entry, "its text in the trash is damaged");
    }
    if (present == null) {
      return new EntryStep(entry, text, null, RestorePlan.RESTORE,
          entry.reason() == null ? "removed" : "removed: " + entry.reason());
    }
    SessionEntry now = EntryText.read(present);
    if (now == null || now.object && now.updatedAt > kept.updatedAt) {
      return EntryStep.refused(entry, "the entry that is there is " + (now == null ? "damaged" : "newer"));
    }
    return new EntryStep(entry, text, present, RestorePlan.RESTORE, "in place of one that is not newer");
  }

  @Override
  public Result put(List<EntryStep> steps, ApplyContext context) throws IOException {
    List<EntryEdit> edits = new ArrayList<>();
    for (EntryStep step : steps) {
      edits.add(new EntryEdit(step.entry().key(),
          step.present() == null ? null : CanonicalHash.ofBytes(step.present()), step.text()));
    }
    EntryEditor editor = parts.directory() == null ? new IndexEditor(parts.files(), parts.environment())
        : new DirectoryEditor(parts.files(), parts.directory(), parts.environment());
    EntryEditor.Result result = editor.apply(edits, keys -> Map.of(), context);
    return new Result(result.done(), result.skipped());
  }
}
