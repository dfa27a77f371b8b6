package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.IsoTime;
import dev.sessionctl.storage.text.Utf8;
import java.io.IOException;
import java.util.Arrays;

/** The JSON dialect of transcripts, strict as {@code JSON.parse} is, and small readers of single values. */
final class TranscriptJson {
  /** Nesting that JavaScript would still read, but no product writes. */
  static final int DEPTH = 1000;

  /** Thread-safe; lengths are bounded by the line cap alone. */
  static final JsonFactory FACTORY = new JsonFactoryBuilder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(DEPTH)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .build())
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
      .disable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
      .build();

  private TranscriptJson() {}

  /**
   * Whether the parser would take bytes for something else than UTF-8: it guesses UTF-16 and UTF-32 from NUL bytes
   * at the front, which must not happen to a line of a damaged file.
   */
  static boolean looksLikeUtf16(byte[] bytes, int from, int to) {
    for (int i = from; i < Math.min(to, from + 4); i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** The string at hand, or null for a value of another type. */
  static String text(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
  }

  /** The number at hand as a whole number, or the fallback for another value and for fractions out of range. */
  static long number(JsonParser parser, long fallback) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= 18) {
      return parser.getLongValue();
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.getTextLength() <= 32) {
      double value = parser.getDoubleValue();
      return Math.abs(value) < 1e17 ? (long) value : fallback;
    }
    return fallback;
  }

  /** A time at hand: ISO text or milliseconds; {@link Session#UNKNOWN} for anything else. */
  static long time(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      int length = parser.getTextLength();
      return length > 40 ? Session.UNKNOWN
          : IsoTime.parse(parser.getTextCharacters(), parser.getTextOffset(), length, ':');
    }
    return number(parser, Session.UNKNOWN);
  }

  /** A copy of a stretch with the bytes replaced that are no UTF-8, which the products read as U+FFFD. */
  static byte[] repairUtf8(byte[] bytes, int from, int to) {
    byte[] copy = Arrays.copyOfRange(bytes, from, to);
    // '?' instead of U+FFFD keeps the length, so that places in the copy are places in the file.
    for (int at = Utf8.firstInvalid(copy, 0, copy.length); at >= 0;
        at = Utf8.firstInvalid(copy, at, copy.length)) {
      copy[at] = '?';
    }
    return copy;
  }
}
