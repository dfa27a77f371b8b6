package dev.sessionctl.storage.tokenoptimizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The record of what was captured of a session, which keeps the plugin from capturing it again: {@code
 * policy-state.json} (2.4.19). The plugin takes whatever it cannot read for an empty record.
 */
final class PolicyState {

  /** What stands where the record should be. */
  enum Status {
    /** An object; fields may still be odd. */
    SOUND,
    ABSENT,
    /** 0 bytes: the plugin truncates before it writes. */
    EMPTY,
    /** No JSON document. */
    TORN,
    /** JSON, but no object. */
    NOT_AN_OBJECT,
    /** A symbolic link, which the plugin refuses. */
    LINK,
    NOT_A_FILE,
    /** The reason is in {@link #problem}. */
    UNREADABLE
  }

  private static final String BANDS = "capturedFillBands";
  private static final String THRESHOLDS = "capturedQualityThresholds";
  private static final String MILESTONES = "capturedMilestones";

  final Status status;
  /** What is wrong in words, or null. */
  final String problem;
  final Set<Integer> bands = new LinkedHashSet<>();
  final Set<Integer> thresholds = new LinkedHashSet<>();
  final Set<String> milestones = new LinkedHashSet<>();
  long lastCheckpointAt = Session.UNKNOWN;
  long lastEvaluatedAt = Session.UNKNOWN;
  long editWriteCount;
  long editedFiles;
  long editBatchMarkerWrites;
  long editBatchMarkerFiles;
  /** Fields of a type that the plugin does not write, by name. */
  final List<String> oddFields = new ArrayList<>();

  PolicyState(Status status) {
    this(status, null);
  }

  private PolicyState(Status status, String problem) {
    this.status = status;
    this.problem = problem;
  }

  static PolicyState unreadable(String problem) {
    return new PolicyState(Status.UNREADABLE, problem);
  }

  boolean isSound() {
    return status == Status.SOUND;
  }

  /** Whether it looks as a record does while it is being written. */
  boolean mayBeInWriting() {
    return status == Status.EMPTY || status == Status.TORN;
  }

  /** Whether everything that a manifest's line says was captured is recorded here. */
  boolean covers(String trigger) {
    int band = Triggers.band(trigger);
    int threshold = Triggers.threshold(trigger);
    String milestone = Triggers.milestone(trigger);
    return (band < 0 || bands.contains(band)) && (threshold < 0 || thresholds.contains(threshold))
        && (milestone == null || milestones.contains(milestone));
  }

  /** How much is recorded as captured. */
  int captured() {
    return bands.size() + thresholds.size() + milestones.size();
  }

  /** Reads a document as the plugin does. */
  static PolicyState parse(byte[] bytes, int length) {
    if (length == 0) {
      return new PolicyState(Status.EMPTY);
    }
    if (length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
      return new PolicyState(Status.TORN, "it begins with a byte order mark");
    }
    try (JsonParser in = Json.FACTORY.createParser(bytes, 0, length)) {
      JsonToken first = in.nextToken();
      PolicyState state;
      if (first == JsonToken.START_OBJECT) {
        state = new PolicyState(Status.SOUND);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          state.field(in);
        }
      } else {
        state = new PolicyState(first == null ? Status.TORN : Status.NOT_AN_OBJECT, "it holds no object");
        in.skipChildren();
      }
      return in.nextToken() == null ? state : new PolicyState(Status.TORN, "something follows the document");
    } catch (IOException e) {
      return new PolicyState(Status.TORN, "it is no whole JSON document");
    }
  }

  private void field(JsonParser in) throws IOException {
    String name = in.currentName();
    JsonToken value = in.nextToken();
    switch (name) {
      case BANDS -> numbers(in, name, value, bands);
      case THRESHOLDS -> numbers(in, name, value, thresholds);
      case MILESTONES -> texts(in, name, value);
      case "editedFiles" -> editedFiles = count(in, name, value);
      case "lastCheckpointAt" -> lastCheckpointAt = number(in, name, value);
      case "lastEvaluatedAt" -> lastEvaluatedAt = number(in, name, value);
      case "editWriteCount" -> editWriteCount = number(in, name, value);
      case "editBatchMarkerWrites" -> editBatchMarkerWrites = number(in, name, value);
      case "editBatchMarkerFiles" -> editBatchMarkerFiles = number(in, name, value);
      default -> in.skipChildren();
    }
  }

  private long number(JsonParser in, String name, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT) {
      // A product of JavaScript may write 1.7e12; what is no time at all becomes the nearest long.
      return (long) in.getDoubleValue();
    }
    oddFields.add(name);
    in.skipChildren();
    return Session.UNKNOWN;
  }

  private void numbers(JsonParser in, String name, JsonToken value, Set<Integer> numbers) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      oddFields.add(name);
      in.skipChildren();
      return;
    }
    boolean odd = false;
    numbers.clear();
    for (JsonToken token = in.nextToken(); token != null && token != JsonToken.END_ARRAY; token = in.nextToken()) {
      if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
        numbers.add((int) in.getDoubleValue());
      } else {
        odd = true;
        in.skipChildren();
      }
    }
    if (odd) {
      oddFields.add(name);
    }
  }

  private void texts(JsonParser in, String name, JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      oddFields.add(name);
      in.skipChildren();
      return;
    }
    boolean odd = false;
    milestones.clear();
    for (JsonToken token = in.nextToken(); token != null && token != JsonToken.END_ARRAY; token = in.nextToken()) {
      if (token == JsonToken.VALUE_STRING) {
        milestones.add(in.getText());
      } else {
        odd = true;
        in.skipChildren();
      }
    }
    if (odd) {
      oddFields.add(name);
    }
  }

  private long count(JsonParser in, String name, JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      oddFields.add(name);
      in.skipChildren();
      return 0;
    }
    long count = 0;
    for (JsonToken token = in.nextToken(); token != null && token != JsonToken.END_ARRAY; token = in.nextToken()) {
      count++;
      in.skipChildren();
    }
    return count;
  }
}
