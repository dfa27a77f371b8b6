package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.openclaw.TranscriptProblems.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Transcript statistics by name, as they are shown and written as JSON; the names and their order are fixed. */
final class TranscriptFields {
  private TranscriptFields() {}

  /** All that is known. */
  static Map<String, Object> of(TranscriptStats stats) {
    Map<String, Object> fields = new LinkedHashMap<>();
    TreeWalk walk = stats.walk();
    fields.put("header", stats.header().label());
    put(fields, "version", stats.version() < 0 ? null : (Long) stats.version());
    put(fields, "sessionId", stats.sessionId());
    put(fields, "cwd", stats.cwd());
    put(fields, "parentSession", stats.parentSession());
    fields.put("bytes", stats.bytes());
    fields.put("bytesReclaimable", stats.reclaimableBytes());
    fields.put("lines", stats.lines());
    fields.put("blankLines", stats.blankLines());
    fields.put("carriageReturns", stats.carriageReturns());
    fields.put("messages", stats.messages());
    fields.put("messagesByRole", stats.roles().toFields());
    fields.put("types", stats.types().toFields());
    fields.put("entries", (long) stats.tree().entries());
    fields.put("entriesWithoutId", stats.entriesWithoutId());
    fields.put("branches", (long) walk.branches());
    fields.put("activeEntries", (long) walk.activeLength());
    fields.put("sideEntries", (long) stats.tree().entries() - walk.activeLength());
    fields.put("compactions", stats.count(RowType.COMPACTION));
    put(fields, "tokensBeforeCompaction", known(stats.tokensBeforeCompaction()));
    fields.put("danglingParents", (long) walk.danglingParents());
    fields.put("duplicateIds", (long) stats.tree().duplicateIds());
    fields.put("invalidLeafRows", (long) stats.tree().invalidLeafRows());
    fields.put("cycles", (long) walk.cycles());
    fields.put("unparsableLines", stats.unparsableLines());
    fields.put("tornTailBytes", stats.tornTailBytes());
    put(fields, "firstTimestamp", time(stats.firstTimestamp()));
    put(fields, "lastTimestamp", time(stats.lastTimestamp()));
    put(fields, "lastActivity", time(stats.lastActivity()));
    fields.put("problems", stats.problems().toFields());
    fields.put("firstProblems", places(stats.problems()));
    return fields;
  }

  private static List<Object> places(TranscriptProblems problems) {
    List<Object> list = new ArrayList<>();
    for (Problem problem : problems.first()) {
      Map<String, Object> place = new LinkedHashMap<>();
      place.put("kind", problem.kind().label());
      place.put("line", problem.line());
      place.put("offset", problem.offset());
      put(place, "detail", problem.detail());
      list.add(place);
    }
    return list;
  }

  private static Instant time(long millis) {
    return millis == Session.UNKNOWN ? null : Instant.ofEpochMilli(millis);
  }

  private static Long known(long value) {
    return value == Session.UNKNOWN ? null : (Long) value;
  }

  private static void put(Map<String, Object> fields, String name, Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
