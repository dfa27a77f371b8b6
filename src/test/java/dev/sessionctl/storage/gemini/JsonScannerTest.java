package dev.sessionctl.storage.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.gemini.JsonScanner.Token;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner sees what another parser sees, wherever its buffer ends. */
class JsonScannerTest {

  @TempDir
  private Path temporary;

  @Test
  void randomDocumentsAreReadAsJacksonReadsThem() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      value(random, text, 0);
      assertThat(scan(new JsonScanner(text.toString().getBytes(UTF_8)))).as(text.toString())
          .isEqualTo(parse(text.toString()));
    }
  }

  @Test
  void tokensAcrossTheEndOfTheBuffer() throws IOException {
    for (int pad = 65_500; pad < 65_560; pad++) {
      String text = "{\"p\": \"" + "x".repeat(pad) + "\", \"name\": \"va\\u0041lue\", \"n\": -12.5e+3, \"t\": true}";
      Path file = Files.writeString(temporary.resolve("f"), text);
      try (FileChannel channel = DurableFiles.openForRead(file)) {
        List<String> seen = scan(new JsonScanner(channel, 0, channel.size()));
        assertThat(seen.subList(3, seen.size())).containsExactly("NAME name", "STRING vaAlue", "NAME n",
            "NUMBER -12.5e+3", "NAME t", "TRUE", "END_OBJECT");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1,}", "[1,]", "[01]", "[1.]", "[.5]", "[+1]", "[1e]", "[NaN]", "{a:1}", "{'a':1}",
      "[\"\\x\"]", "[\"\\u12g4\"]", "[\"a\nb\"]",
      "[tru]", "[1 2]", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "]", "[}", "// x"})
  void whatJsonParseRefuses(String text) {
    assertThatThrownBy(() -> scan(new JsonScanner(text.getBytes(UTF_8)))).isInstanceOf(JsonSyntaxException.class)
        .satisfies(e -> assertThat(((JsonSyntaxException) e).atEnd()).isFalse());
  }

  @Test
  void everyBeginningOfADocumentIsTorn() {
    String text = GeminiFixture.text("gemini_1", 4);
    byte[] bytes = text.getBytes(UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> scan(new JsonScanner(part))).isInstanceOf(JsonSyntaxException.class)
          .satisfies(e -> assertThat(((JsonSyntaxException) e).atEnd()).isTrue());
    }
  }

  @Test
  void whatFollowsIsFound() throws IOException {
    JsonScanner scanner = new JsonScanner("[1] \n x".getBytes(UTF_8));
    scan(scanner);
    assertThat(scanner.end()).isEqualTo(3);
    assertThat(scanner.rest()).isEqualTo(6);
    JsonScanner clean = new JsonScanner("[1] \n ".getBytes(UTF_8));
    scan(clean);
    assertThat(clean.rest()).isEqualTo(-1);
  }

  @Test
  void depthIsBoundedButNotByTheStack() throws IOException {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThat(scan(new JsonScanner(deep.getBytes(UTF_8)))).hasSize(200_000);
    byte[] deeper = "[".repeat(2_000_000).getBytes(UTF_8);
    assertThatThrownBy(() -> scan(new JsonScanner(deeper))).isInstanceOf(JsonSyntaxException.class)
        .hasMessageContaining("deep");
  }

  @Test
  void invalidUtf8IsNoError() throws IOException {
    assertThat(scan(new JsonScanner(new byte[] {'"', (byte) 0xff, 'a', '"'}))).containsExactly("STRING \ufffda");
  }

  private static List<String> scan(JsonScanner scanner) throws IOException {
    List<String> seen = new ArrayList<>();
    for (Token token = scanner.next(); token != Token.END; token = scanner.next()) {
      seen.add(token + switch (token) {
        case NAME, STRING -> " " + scanner.text(1 << 20);
        case NUMBER -> " " + scanner.number(100);
        default -> "";
      });
    }
    return seen;
  }

  private static List<String> parse(String text) throws IOException {
    List<String> seen = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        seen.add(switch (parser.currentToken()) {
          case START_OBJECT -> "BEGIN_OBJECT";
          case START_ARRAY -> "BEGIN_ARRAY";
          case END_OBJECT -> "END_OBJECT";
          case END_ARRAY -> "END_ARRAY";
          case FIELD_NAME -> "NAME " + parser.currentName();
          case VALUE_STRING -> "STRING " + parser.getText();
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "NUMBER " + parser.getText();
          case VALUE_TRUE -> "TRUE";
          case VALUE_FALSE -> "FALSE";
          default -> "NULL";
        });
      }
    }
    return seen;
  }

  private static void value(SplittableRandom random, StringBuilder text, int depth) {
    switch (random.nextInt(depth > 4 ? 5 : 7)) {
      case 0 -> text.append(random.nextLong());
      case 1 -> text.append(random.nextInt(100)).append(".5e-").append(random.nextInt(9));
      case 2 -> text.append(random.nextBoolean() ? "true" : "null");
      case 3, 4 -> string(random, text);
      case 5 -> {
        text.append("[ ");
        for (int i = random.nextInt(4); i > 0; i--) {
          value(random, text, depth + 1);
          text.append(i == 1 ? "" : ",\n");
        }
        text.append(']');
      }
      default -> {
        text.append("{\n");
        for (int i = random.nextInt(4); i > 0; i--) {
          string(random, text);
          text.append(" : ");
          value(random, text, depth + 1);
          text.append(i == 1 ? "" : " , ");
        }
        text.append("\t}");
      }
    }
  }

  private static void string(SplittableRandom random, StringBuilder text) {
    String[] parts = {"a", "тест", "\\n", "\\\"", "\\\\", "\\u00e9", "\\/", " ", "🚀", "\\ud83d\\ude80"};
    text.append('"');
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    text.append('"');
  }
}
