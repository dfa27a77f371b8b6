package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What a lock file says. Written as OpenClaw does (2026.3.13: three fields, no final newline; from 2026.5.18
 * transcript locks have {@code maxHoldMs} and a final newline); read from anything.
 *
 * @param pid the holder, or -1 when there is no usable one
 * @param createdAt milliseconds since the epoch when the lock was taken or refreshed, or -1
 * @param maxHoldMillis the longest hold its holder promises, or -1
 * @param startTicks the holder's start in clock ticks since boot, or -1 (not written before 2026.3.2 nor off Linux)
 */
record LockPayload(long pid, long createdAt, long maxHoldMillis, long startTicks) {

  static final LockPayload NONE = new LockPayload(-1, -1, -1, -1);

  private static final JsonFactory JSON = new JsonFactory();

  /** Always three digits of milliseconds, as JavaScript's {@code toISOString} writes: the length never varies. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The text of a lock of that kind. */
  byte[] render(LockKind kind) {
    StringBuilder text = new StringBuilder(128);
    text.append("{\n  \"pid\": ").append(pid);
    text.append(",\n  \"createdAt\": \"").append(time(createdAt)).append('"');
    if (kind == LockKind.TRANSCRIPT) {
      text.append(",\n  \"maxHoldMs\": ").append(maxHoldMillis);
    }
    if (startTicks >= 0) {
      text.append(",\n  \"starttime\": ").append(startTicks);
    }
    text.append("\n}").append(kind == LockKind.TRANSCRIPT ? "\n" : "");
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A time as lock files have it. */
  static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis));
  }

  /** Reads a payload; whatever is missing or of the wrong type is -1, and text that is no object is {@link #NONE}. */
  static LockPayload parse(byte[] content) {
    // As a string, so that no encoding but UTF-8 is guessed: the product would not read it either.
    try (JsonParser parser = JSON.createParser(new String(content, StandardCharsets.UTF_8))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return NONE;
      }
      LockPayload payload = fields(parser);
      return parser.nextToken() == null ? payload : NONE;
    } catch (IOException e) {
      return NONE;
    }
  }

  private static LockPayload fields(JsonParser parser) throws IOException {
    long pid = -1;
    long createdAt = -1;
    long maxHold = -1;
    long start = -1;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "pid" -> pid = number(parser) > 0 ? number(parser) : -1;
        case "createdAt" -> createdAt = instant(parser);
        case "maxHoldMs" -> maxHold = number(parser) > 0 ? number(parser) : -1;
        // Locks of sessions say starttime, locks of gateways startTime.
        case "starttime", "startTime" -> start = number(parser);
        default -> parser.skipChildren();
      }
    }
    return new LockPayload(pid, createdAt, maxHold, start);
  }

  /** A whole number that is not negative, or -1. */
  private static long number(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return Math.max(-1, parser.getLongValue());
    }
    parser.skipChildren();
    return -1;
  }

  private static long instant(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      parser.skipChildren();
      return -1;
    }
    try {
      return Math.max(-1, Instant.parse(parser.getText()).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return -1;
    }
  }
}
