package dev.sessionctl.storage.praisonai;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * A session as it stands in the table.
 *
 * @param key what the product finds it by
 * @param data its JSON as stored, or null when there is none, or more than {@link TranscriptRows#LARGEST}
 * @param bytes size of the JSON, or -1 when there is none
 * @param agentName the column, and so on: copies of what the JSON says, by which the product looks sessions up
 */
record TranscriptRow(String key, byte[] data, long bytes, String agentName, String gatewayId, String agentId,
    String updatedAt) {

  /** Whether it is shown by its columns only. */
  boolean isLarge() {
    return data == null && bytes >= 0;
  }

  /**
   * What it says; of one that is too large to be read, what its columns say.
   *
   * @param visitor receives every message; null to pass over all but the first
   */
  SessionContent content(MessageVisitor visitor) throws IOException {
    if (data != null) {
      return ContentReader.read(new ByteArrayInputStream(data), visitor);
    }
    SessionContent content = new SessionContent();
    if (isLarge()) {
      content.id = key;
      content.agentName = agentName;
      content.gatewayId = gatewayId;
      content.agentId = agentId;
      content.updatedAt = updatedAt;
    } else {
      content.shapes.add(Shape.NOT_JSON);
      content.damage = "has no data";
    }
    return content;
  }
}
