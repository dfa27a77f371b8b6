package dev.sessionctl.storage.openclaw.sqlite;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of one transcript by their ids, each with a hash of its text; nothing keeps two rows from having one id. */
final class EventDigests {

  private final Map<String, List<byte[]>> byId = new HashMap<>();

  /** How a line compares with the rows. */
  enum Match { SAME, OTHER_TEXT, ABSENT }

  /** What a row says of itself. */
  record Label(String id, String type) {}

  void add(String id, byte[] text) {
    byId.computeIfAbsent(id, same -> new ArrayList<>(1)).add(digest(text, 0, text.length));
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  Match compare(String id, byte[] bytes, int from, int to) {
    List<byte[]> known = byId.get(id);
    if (known == null) {
      return Match.ABSENT;
    }
    byte[] digest = digest(bytes, from, to);
    return known.stream().anyMatch(other -> Arrays.equals(other, digest)) ? Match.SAME : Match.OTHER_TEXT;
  }

  private static byte[] digest(byte[] bytes, int from, int to) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(bytes, from, to - from);
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Id and type of a row; null for what is no JSON object. */
  static Label label(byte[] bytes, int from, int to) {
    try (JsonParser in = JsonTree.FACTORY.createParser(bytes, from, to - from)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      String id = null;
      String type = null;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        boolean text = in.nextToken() == JsonToken.VALUE_STRING;
        if (text && name.equals("id")) {
          id = in.getText();
        } else if (text && name.equals("type")) {
          type = in.getText();
        }
        in.skipChildren();
      }
      return in.nextToken() == null ? new Label(id, type) : null;
    } catch (IOException e) {
      return null;
    }
  }
}
