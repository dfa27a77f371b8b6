package dev.sessionctl.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/**
 * JSON as all commands write it: UTF-8 with non-ASCII characters as they are, lone surrogates as escapes. The
 * generators buffer, are not thread-safe, and leave the stream open when closed; a document that was not
 * finished stays visibly unfinished.
 */
public final class JsonOut {
  private static final JsonFactory FACTORY = JsonFactory.builder()
      .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
      .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
      .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
      .build();
  private static final SerializedString NOTHING = new SerializedString("");

  private JsonOut() {}

  /** A generator of one indented document; finish it with {@link #endDocument}. */
  public static JsonGenerator document(OutputStream out) throws IOException {
    Separators separators = Separators.createDefaultInstance()
        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
        .withObjectEmptySeparator("").withArrayEmptySeparator("").withRootSeparator("");
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    return FACTORY.createGenerator(new BufferedOutputStream(out, 1 << 16)).setPrettyPrinter(printer);
  }

  /**
   * A compact generator of JSON Lines; call {@link #endLine} after each value and flush or close it at
   * last.
   */
  public static JsonGenerator lines(OutputStream out) throws IOException {
    JsonGenerator generator = FACTORY.createGenerator(new BufferedOutputStream(out, 1 << 16));
    generator.setRootValueSeparator(NOTHING);
    return generator;
  }

  /** Ends the line of a value. */
  public static void endLine(JsonGenerator generator) throws IOException {
    generator.writeRaw('\n');
  }

  /** Ends the document with a line feed and flushes it. */
  public static void endDocument(JsonGenerator generator) throws IOException {
    endLine(generator);
    generator.flush();
  }

  /**
   * Writes null, a String, Number, Boolean, Collection or Map with String keys, recursively. A Number of a
   * class unknown to Java's own is written as its text.
   *
   * @throws IllegalArgumentException for a value of another class
   * @throws IOException when writing fails or the value is nested deeper than 1000 levels
   */
  public static void writeValue(JsonGenerator generator, Object value) throws IOException {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof String s) {
      generator.writeString(s);
    } else if (value instanceof Number n) {
      writeNumber(generator, n);
    } else if (value instanceof Boolean b) {
      generator.writeBoolean(b);
    } else if (value instanceof Instant time) {
      generator.writeString(Units.formatInstant(time.toEpochMilli()));
    } else if (value instanceof Collection<?> list) {
      generator.writeStartArray();
      for (Object item : list) {
        writeValue(generator, item);
      }
      generator.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        generator.writeFieldName((String) entry.getKey());
        writeValue(generator, entry.getValue());
      }
      generator.writeEndObject();
    } else {
      throw new IllegalArgumentException("not a JSON value: " + value.getClass().getName());
    }
  }

  private static void writeNumber(JsonGenerator generator, Number n) throws IOException {
    if (n instanceof Long || n instanceof Integer || n instanceof Short || n instanceof Byte) {
      generator.writeNumber(n.longValue());
    } else if (n instanceof Double d) {
      generator.writeNumber(d);
    } else if (n instanceof Float f) {
      generator.writeNumber(f);
    } else if (n instanceof BigDecimal d) {
      generator.writeNumber(d);
    } else if (n instanceof BigInteger i) {
      generator.writeNumber(i);
    } else {
      generator.writeNumber(n.toString());
    }
  }
}
