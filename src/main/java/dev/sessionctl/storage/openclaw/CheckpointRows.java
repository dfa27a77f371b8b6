package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.openclaw.JsonObjectText.Member;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The rows of transcripts that checkpoints in entries point at ({@code compactionCheckpoints}, 2026.4 and later), by
 * file name. A checkpoint names a leaf and an entry before and after its compaction, each with the file it is in,
 * and the first entry that the compaction kept.
 */
final class CheckpointRows {

  private static final String FIELD = "compactionCheckpoints";

  /**
   * What is pointed at in one file.
   *
   * @param leaves ids of rows that somebody may go back to, so that their whole context is needed
   * @param rows ids of rows that have to be there
   */
  record Pinned(Set<String> leaves, Set<String> rows) {
    static final Pinned NOTHING = new Pinned(Set.of(), Set.of());
  }

  private final Map<String, Pinned> files = new HashMap<>();

  /** What is pointed at in the file of that name. */
  Pinned in(String fileName) {
    return files.getOrDefault(fileName, Pinned.NOTHING);
  }

  /**
   * Takes in the checkpoints of an entry.
   *
   * @param transcript name of its transcript, which is meant where a checkpoint names no file, or null
   */
  void add(byte[] entry, String transcript) throws IOException {
    JsonObjectText object = JsonObjectText.at(entry, 0);
    Member member = object == null ? null : object.last(FIELD);
    if (member == null || entry[member.valueStart()] != '[') {
      return;
    }
    try (JsonParser in = Json.FACTORY.createParser(entry, member.valueStart(), member.end() - member.valueStart())) {
      in.nextToken();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        if (in.currentToken() == JsonToken.START_OBJECT) {
          checkpoint(in, transcript);
        }
        in.skipChildren();
      }
    }
  }

  private void checkpoint(JsonParser in, String transcript) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    names.add(transcript);
    String firstKept = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      JsonToken token = in.nextToken();
      if (field.equals("firstKeptEntryId")) {
        firstKept = TranscriptJson.text(in);
      } else if (token == JsonToken.START_OBJECT && (field.equals("preCompaction") || field.equals("postCompaction"))) {
        names.add(side(in, transcript));
      }
      in.skipChildren();
    }
    for (String name : names) {
      if (firstKept != null && name != null) {
        pinned(name).rows().add(firstKept);
      }
    }
  }

  /** Takes in one side of a checkpoint; returns the name of its file. */
  private String side(JsonParser in, String transcript) throws IOException {
    String file = null;
    Set<String> leaves = new LinkedHashSet<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      in.nextToken();
      String text = TranscriptJson.text(in);
      if (text != null && field.equals("sessionFile")) {
        file = text.substring(text.lastIndexOf('/') + 1);
      } else if (text != null && (field.equals("leafId") || field.equals("entryId"))) {
        leaves.add(text);
      }
      in.skipChildren();
    }
    String name = file == null ? transcript : file;
    if (name != null) {
      pinned(name).leaves().addAll(leaves);
    }
    return name;
  }

  private Pinned pinned(String fileName) {
    return files.computeIfAbsent(fileName, name -> new Pinned(new LinkedHashSet<>(), new LinkedHashSet<>()));
  }
}
