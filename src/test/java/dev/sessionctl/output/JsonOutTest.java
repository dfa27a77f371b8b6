package dev.sessionctl.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonOutTest {
  private static String line(Object value) throws IOException {
    Streams.Memory out = new Streams.Memory();
    try (JsonGenerator generator = JsonOut.lines(out)) {
      JsonOut.writeValue(generator, value);
      JsonOut.endLine(generator);
    }
    assertThat(out.closed).isFalse();
    return out.text();
  }

  @Test
  void writesTreesInOrder() throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("z", null);
    map.put("a", Arrays.asList(1, 2L, 1.5, true, "ı", null));
    map.put("big", new BigInteger("12345678901234567890"));
    map.put("dec", new BigDecimal("1.0"));
    map.put("empty", Map.of("l", List.of()));
    assertThat(line(map)).isEqualTo("{\"z\":null,\"a\":[1,2,1.5,true,\"ı\",null],"
        + "\"big\":12345678901234567890,\"dec\":1.0,\"empty\":{\"l\":[]}}\n");
  }

  @Test
  void loneSurrogatesAreEscapedAndPairsAreNot() throws IOException {
    assertThat(line("a\ud83d\ude00b")).isEqualTo("\"a😀b\"\n");
    assertThat(line("x\ud83d")).isEqualTo("\"x\\uD83D\"\n");
    assertThat(line("\ude00x")).isEqualTo("\"\\uDE00x\"\n");
    assertThat(line(Map.of("k\ud83d", "\ud83d\ud83d\ude00"))).isEqualTo("{\"k\\uD83D\":\"\\uD83D😀\"}\n");
  }

  @Test
  void surrogatesAnywhereInLongTextComeBack() throws IOException {
    for (int padding = 1990; padding < 2010; padding++) {
      String text = "p".repeat(padding) + "😀\ud83d" + "q".repeat(4000) + "\ude00";
      try (JsonParser parser = new JsonFactory().createParser(line(text))) {
        parser.nextToken();
        assertThat(parser.getText()).isEqualTo(text);
      }
    }
  }

  @Test
  void linesAreSeparatedByLineFeedsOnly() throws IOException {
    Streams.Memory out = new Streams.Memory();
    try (JsonGenerator generator = JsonOut.lines(out)) {
      for (int i = 0; i < 3; i++) {
        JsonOut.writeValue(generator, Map.of("n", i));
        JsonOut.endLine(generator);
      }
    }
    assertThat(out.text()).isEqualTo("{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n");
  }

  @Test
  void documentsAreIndentedByTwoAndEmptyOnesAreShort() throws IOException {
    Streams.Memory out = new Streams.Memory();
    try (JsonGenerator generator = JsonOut.document(out)) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("schemaVersion", 1);
      map.put("none", List.of());
      map.put("nothing", Map.of());
      JsonOut.writeValue(generator, map);
      JsonOut.endDocument(generator);
    }
    assertThat(out.text()).isEqualTo("{\n  \"schemaVersion\": 1,\n  \"none\": [],\n  \"nothing\": {}\n}\n");
  }

  @Test
  void anUnfinishedDocumentDoesNotLookFinished() throws IOException {
    Streams.Memory out = new Streams.Memory();
    try (JsonGenerator generator = JsonOut.lines(out)) {
      generator.writeStartObject();
    }
    assertThat(out.text()).isEqualTo("{");
  }

  @Test
  void refusesOtherClasses() {
    assertThatIllegalArgumentException().isThrownBy(() -> line(new Object()));
  }
}
