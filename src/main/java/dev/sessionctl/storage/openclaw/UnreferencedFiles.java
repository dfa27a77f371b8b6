package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The transcripts that no entry refers to, as {@code verify} tells them apart: {@code garbage} holds nothing,
 * {@code machine} is of a scheduled job or a subagent, {@code history} is what a reset or a compaction left.
 *
 * @param classes class by file name
 * @param complete whether everything was looked at
 */
record UnreferencedFiles(Map<String, String> classes, boolean complete) {

  /** Looks at every transcript. */
  static UnreferencedFiles find(Evictions store) throws IOException {
    Map<String, String> classes = new TreeMap<>();
    CheckSummary summary = new Check(store.ref(), store.files(), store.entries(), store.environment(), finding -> {
      String found = classOf(finding.id());
      Path path = finding.path();
      if (found != null && path != null && store.files().sessions().equals(path.getParent())) {
        classes.put(path.getFileName().toString(), found);
      }
    }).run(CheckRequest.FULL);
    return new UnreferencedFiles(classes, summary.complete());
  }

  private static String classOf(String finding) {
    if (finding.equals(Flaw.UNREFERENCED_GARBAGE.id())) {
      return "garbage";
    }
    if (finding.equals(Flaw.UNREFERENCED_MACHINE.id())) {
      return "machine";
    }
    return finding.equals(Flaw.UNREFERENCED_HISTORY.id()) || finding.equals(Flaw.UNREFERENCED_FORMER.id())
        ? "history" : null;
  }
}
