package dev.sessionctl.storage.openclaw;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random JSON values and a small {@code JSON.stringify(value, null, 2)}; numbers are kept as their text. */
final class JsonSamples {

  /** A number by its text. */
  record Num(String text) {}

  private static final String[] TEXTS = {"", "plain", "quote\" back\\slash", "tab\tline\nfeed\r\u0000\u001f\u007f",
      "\u00e9 \u0130\u0131 \ud83d\ude00", "\ud800", "\udfff x", "\u2028\u2029", "{\"a\": [1, 2]}", "  two  ", ",", "}"};
  private static final String[] NUMBERS = {"0", "-0", "1.0", "1", "12345678901234567890", "1e400", "1E+2", "-1.5e-7",
      "1795145081546", "0.1"};

  private final SplittableRandom random;

  JsonSamples(long seed) {
    random = new SplittableRandom(seed);
  }

  String text() {
    return TEXTS[random.nextInt(TEXTS.length)] + (random.nextBoolean() ? "" : Integer.toString(random.nextInt(100)));
  }

  /** The parser refuses half a surrogate pair in a name, so there is none here. */
  String name() {
    return text().replaceAll("[\\ud800-\\udfff]", "?");
  }

  Object value(int depth) {
    return switch (random.nextInt(depth <= 0 ? 4 : 6)) {
      case 0 -> new Num(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt(3) == 0 ? null : text();
      case 3 -> text();
      case 4 -> {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(value(depth - 1));
        }
        yield items;
      }
      default -> object(random.nextInt(5), depth - 1);
    };
  }

  Map<String, Object> object(int members, int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members; i++) {
      object.put(name(), value(depth));
    }
    return object;
  }

  /** As {@code JSON.stringify} writes it, {@code step} being its third argument; an empty one writes one line. */
  static String stringify(Object value, String step) {
    StringBuilder out = new StringBuilder();
    write(value, step, step.isEmpty() ? "" : "\n", out);
    return out.toString();
  }

  private static void write(Object value, String step, String line, StringBuilder out) {
    String inner = line.isEmpty() ? "" : line + step;
    if (value instanceof Map<?, ?> object) {
      String separator = "";
      out.append('{');
      for (Map.Entry<?, ?> member : object.entrySet()) {
        out.append(separator).append(inner).append(quote((String) member.getKey()))
            .append(line.isEmpty() ? ":" : ": ");
        write(member.getValue(), step, inner, out);
        separator = ",";
      }
      out.append(object.isEmpty() ? "" : line).append('}');
    } else if (value instanceof List<?> items) {
      String separator = "";
      out.append('[');
      for (Object item : items) {
        out.append(separator).append(inner);
        write(item, step, inner, out);
        separator = ",";
      }
      out.append(items.isEmpty() ? "" : line).append(']');
    } else if (value instanceof String text) {
      out.append(quote(text));
    } else if (value instanceof Num number) {
      out.append(number.text());
    } else {
      out.append(value);
    }
  }

  /** Written from the rules of ECMAScript, not with the code under test. */
  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints().forEach(c -> {
      int escape = "\b\t\n\f\r\"\\".indexOf(c);
      if (escape >= 0) {
        out.append('\\').append("btnfr\"\\".charAt(escape));
      } else if (c < ' ' || c >= 0xd800 && c < 0xe000) {
        out.append("\\u").append("0".repeat(4 - Integer.toHexString(c).length())).append(Integer.toHexString(c));
      } else {
        out.appendCodePoint(c);
      }
    });
    return out.append('"').toString();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
