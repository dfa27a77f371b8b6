package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an entry refers to besides its transcript: session ids its conversation had before, checkpoints made before
 * compactions (2026.4 and later), and the prompt kept in a file of its own (2026.5.28 and later).
 */
final class EntryReferences {

  /**
   * A pre-compaction checkpoint.
   *
   * @param id its id, or null
   * @param file recorded path of the transcript as it was before, or null
   */
  record Checkpoint(String id, String file) {}

  final List<String> earlierIds = new ArrayList<>(0);
  final List<Checkpoint> checkpoints = new ArrayList<>(0);
  /** Lower-case SHA-256 as recorded, or null. */
  String promptHash;
  /** Size the prompt should have, or -1. */
  long promptBytes = -1;

  private EntryReferences() {}

  /**
   * Reads one of the three fields and leaves the parser on the value's last token.
   *
   * @param known what was read of the same entry before, or null
   * @return what is known now, or still null
   */
  static EntryReferences read(EntryReferences known, String name, JsonParser in) throws IOException {
    EntryReferences references = known == null ? new EntryReferences() : known;
    switch (name) {
      case "usageFamilySessionIds" -> references.ids(in);
      case "compactionCheckpoints" -> references.checkpoints(in);
      default -> references.snapshot(in);
    }
    return references.isEmpty() ? known : references;
  }

  private boolean isEmpty() {
    return promptHash == null && earlierIds.isEmpty() && checkpoints.isEmpty();
  }

  private void ids(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      String id = TranscriptJson.text(in);
      if (id != null) {
        earlierIds.add(id);
      }
      in.skipChildren();
    }
  }

  private void checkpoints(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (in.currentToken() == JsonToken.START_OBJECT) {
        checkpoint(in);
      }
      in.skipChildren();
    }
  }

  private void checkpoint(JsonParser in) throws IOException {
    String id = null;
    String file = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken token = in.nextToken();
      if (name.equals("checkpointId")) {
        id = TranscriptJson.text(in);
      } else if (name.equals("preCompaction") && token == JsonToken.START_OBJECT) {
        file = member(in, "sessionFile");
      }
      in.skipChildren();
    }
    checkpoints.add(new Checkpoint(id, file));
  }

  private void snapshot(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      if (in.nextToken() == JsonToken.START_OBJECT && name.equals("promptRef")) {
        promptRef(in);
      }
      in.skipChildren();
    }
  }

  private void promptRef(JsonParser in) throws IOException {
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      if (name.equals("hash")) {
        promptHash = TranscriptJson.text(in);
      } else if (name.equals("bytes")) {
        promptBytes = TranscriptJson.number(in, -1);
      }
      in.skipChildren();
    }
  }

  /** A text member of the object at hand, or null; leaves the parser on its end. */
  private static String member(JsonParser in, String wanted) throws IOException {
    String text = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      if (name.equals(wanted)) {
        text = TranscriptJson.text(in);
      }
      in.skipChildren();
    }
    return text;
  }
}
