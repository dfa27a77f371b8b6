package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Takes members out of random objects and compares with the text that {@code JSON.stringify} makes without them. */
class JsonObjectTextTest {

  private static final List<String> WHOLE = List.of("skillsSnapshot", "systemPromptReport");

  @Test
  void whatStaysIsAsThoughTheMemberHadNeverBeenThere() throws Exception {
    for (int seed = 0; seed < 3_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      JsonSamples samples = new JsonSamples(seed);
      Map<String, Object> plain = samples.object(random.nextInt(6), 3);
      Map<String, Object> full = with(plain, random, "skillsSnapshot", samples.object(random.nextInt(4), 2));
      full = with(full, random, "systemPromptReport", samples.object(random.nextInt(3), 2));
      for (String step : new String[] {"  ", ""}) {
        byte[] text = JsonSamples.utf8(JsonSamples.stringify(full, step));
        EntryStrip strip = EntryStrip.of(text, true);
        assertThat(new String(strip.result(), StandardCharsets.UTF_8)).as("seed " + seed)
            .isEqualTo(JsonSamples.stringify(plain, step));
        assertThat(strip.taken()).as("seed " + seed).contains(WHOLE);
        assertThat(CanonicalHash.of(strip.result())).isEqualTo(
            CanonicalHash.of(JsonSamples.utf8(JsonSamples.stringify(plain, ""))));
        assertThat(EntryStrip.of(strip.result(), true).isEmpty()).isTrue();
      }
    }
  }

  @Test
  void onlyResolvedSkillsGoFromWhatIsNotIdle() {
    for (int seed = 0; seed < 1_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      JsonSamples samples = new JsonSamples(seed);
      Map<String, Object> plain = samples.object(random.nextInt(4), 3);
      Map<String, Object> snapshot = samples.object(random.nextInt(4), 2);
      Map<String, Object> expected = with(plain, new SplittableRandom(seed), "skillsSnapshot", snapshot);
      Map<String, Object> full = with(plain, new SplittableRandom(seed), "skillsSnapshot",
          with(snapshot, random, "resolvedSkills", samples.value(3)));
      EntryStrip strip = EntryStrip.of(JsonSamples.utf8(JsonSamples.stringify(full, "  ")), false);
      assertThat(new String(strip.result(), StandardCharsets.UTF_8)).as("seed " + seed)
          .isEqualTo(JsonSamples.stringify(expected, "  "));
      assertThat(strip.taken()).isEqualTo("resolvedSkills");
    }
  }

  @Test
  void whatIsNoObjectStays() {
    for (String text : new String[] {"null", "[]", "{}", "{\"skillsSnapshot\": null, \"systemPromptReport\": \"x\"}",
        "{\"a\": {\"skillsSnapshot\": {}}, \"b\": \"\\\"skillsSnapshot\\\": {}\"}"}) {
      EntryStrip strip = EntryStrip.of(JsonSamples.utf8(text), true);
      assertThat(strip.isEmpty()).as(text).isTrue();
      assertThat(strip.gain()).isZero();
    }
  }

  @Test
  void aPromptReferenceStaysWithItsSnapshot() {
    String entry = "{\n  \"skillsSnapshot\": {\n    \"promptRef\": {\"hash\": \"00\"},\n    \"resolvedSkills\": []\n"
        + "  },\n  \"x\": 1.0\n}";
    assertThat(new String(EntryStrip.of(JsonSamples.utf8(entry), false).result(), StandardCharsets.UTF_8))
        .isEqualTo("{\n  \"skillsSnapshot\": {\n    \"promptRef\": {\"hash\": \"00\"}\n  },\n  \"x\": 1.0\n}");
    assertThat(new String(EntryStrip.of(JsonSamples.utf8(entry), true).result(), StandardCharsets.UTF_8))
        .isEqualTo("{\n  \"x\": 1.0\n}");
  }

  /** The object with a member more, anywhere. */
  private static Map<String, Object> with(Map<String, Object> object, SplittableRandom random, String name,
      Object value) {
    List<String> names = new ArrayList<>(object.keySet());
    names.add(random.nextInt(names.size() + 1), name);
    Map<String, Object> result = new LinkedHashMap<>();
    for (String each : names) {
      result.put(each, each.equals(name) ? value : object.get(each));
    }
    return result;
  }
}
