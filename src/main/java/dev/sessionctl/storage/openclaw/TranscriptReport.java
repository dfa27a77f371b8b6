package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.Path;

/** Turns what was found in one transcript into findings. */
final class TranscriptReport {

  private final Findings findings;

  TranscriptReport(Findings findings) {
    this.findings = findings;
  }

  /** Whether a reading would lead to findings, so that it has to be of a file that stood still. */
  static boolean isSuspicious(TranscriptStats stats) {
    return stats.looksDamaged() || !stats.problems().isEmpty() || stats.tree().duplicateIds() > 0
        || stats.walk().cycles() > 0;
  }

  /**
   * Reports all of it.
   *
   * @param settled whether the file is old enough not to be just under way
   */
  void all(Path path, String key, TranscriptStats stats, boolean settled) throws IOException {
    header(path, key, stats, settled);
    for (TranscriptProblems.Kind kind : TranscriptProblems.Kind.values()) {
      long count = stats.problems().count(kind);
      if (count > 0) {
        findings.add(flaw(kind), key, path, path + ": " + Findings.count(count, words(kind)) + place(stats, kind));
      }
    }
    tree(path, key, stats);
  }

  private void header(Path path, String key, TranscriptStats stats, boolean settled) throws IOException {
    switch (stats.header()) {
      case EMPTY -> {
        if (settled) {
          findings.add(Flaw.TRANSCRIPT_EMPTY, key, path, path + " is empty (" + stats.bytes() + " bytes)");
        }
      }
      case MISSING -> findings.add(Flaw.TRANSCRIPT_NO_HEADER, key, path,
          path + " does not begin with a session header, but holds " + Findings.count(stats.lines(), "line"));
      case UNKNOWN_VERSION -> findings.add(Flaw.TRANSCRIPT_VERSION, key, path, path + " is of version "
          + (stats.version() < 0 ? "unknown" : Long.toString(stats.version())) + "; 1 to 3 are known");
      case OTHER_SESSION -> findings.add(Flaw.TRANSCRIPT_OTHER_ID, key, path,
          "the header of " + path + " has no session id");
      default -> {
        // In order.
      }
    }
  }

  private void tree(Path path, String key, TranscriptStats stats) throws IOException {
    if (stats.walk().danglingParents() > 0) {
      findings.add(Flaw.TRANSCRIPT_DANGLING, key, path, path + ": "
          + Findings.count(stats.walk().danglingParents(), "row") + " with a parentId that no row has");
    }
    if (stats.tree().duplicateIds() > 0) {
      findings.add(Flaw.TRANSCRIPT_DUPLICATE_ID, key, path, path + ": "
          + Findings.count(stats.tree().duplicateIds(), "row") + " with the id of an earlier one");
    }
    if (stats.walk().cycles() > 0) {
      findings.add(Flaw.TRANSCRIPT_CYCLE, key, path, path + ": " + Findings.count(stats.walk().cycles(), "circle")
          + " of parents" + (stats.walk().isCircular() ? ", one on the active path" : ""));
    }
  }

  static Flaw flaw(TranscriptProblems.Kind kind) {
    return switch (kind) {
      case UNPARSABLE, NUL_BYTES -> Flaw.TRANSCRIPT_UNPARSABLE;
      case NOT_AN_OBJECT, NO_TYPE -> Flaw.TRANSCRIPT_NOT_A_ROW;
      case INVALID_UTF8 -> Flaw.TRANSCRIPT_INVALID_UTF8;
      case TOO_DEEP -> Flaw.TRANSCRIPT_TOO_DEEP;
      case TOO_LONG -> Flaw.TRANSCRIPT_LONG_LINE;
      case DUPLICATE_FIELD -> Flaw.TRANSCRIPT_DUPLICATE_FIELD;
      case BYTE_ORDER_MARK -> Flaw.TRANSCRIPT_BYTE_ORDER_MARK;
      case SECOND_HEADER -> Flaw.TRANSCRIPT_SECOND_HEADER;
      case UNTERMINATED -> Flaw.TRANSCRIPT_UNTERMINATED;
      case TORN -> Flaw.TRANSCRIPT_TORN;
    };
  }

  private static String words(TranscriptProblems.Kind kind) {
    return switch (kind) {
      case UNPARSABLE -> "unparsable line";
      case NUL_BYTES -> "NUL-filled line";
      case NOT_AN_OBJECT -> "non-object line";
      case NO_TYPE -> "untyped row";
      case INVALID_UTF8 -> "malformed UTF-8 line";
      case TOO_DEEP -> "too deeply nested line";
      case TOO_LONG -> "over-long line";
      case DUPLICATE_FIELD -> "repeated-field row";
      case BYTE_ORDER_MARK -> "byte order mark";
      case SECOND_HEADER -> "further header";
      case UNTERMINATED -> "unterminated last line";
      case TORN -> "torn last line";
    };
  }

  private static String place(TranscriptStats stats, TranscriptProblems.Kind kind) {
    for (TranscriptProblems.Problem problem : stats.problems().first()) {
      if (problem.kind() == kind) {
        return " (first: line " + problem.line() + ", byte " + problem.offset() + ")";
      }
    }
    return "";
  }
}
