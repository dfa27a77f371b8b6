package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyNamesTest {

  private static final int KEYS = 20_000;
  private static final String TEXT = "{\n  \"sessionId\": \"x\",\n  \"updatedAt\": 5\n}";

  @TempDir
  private Path temporary;

  @ParameterizedTest
  @EnumSource(DirectoryLayout.class)
  void everyKeyHasANameOfItsOwnOnEveryFileSystem(DirectoryLayout layout) {
    Map<String, String> exact = new HashMap<>();
    for (String key : HostileKeys.distinct(KEYS, 42)) {
      String name = layout.fileName(key);
      assertThat(exact.put(name, key)).describedAs(name).isNull();
      assertThat(name).doesNotStartWith(".").endsWith(".json").doesNotContain("/", "\\", ":", "\0");
      assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(214);
      assertThat(layout.isEntryName(name)).isTrue();
      assertThat(layout.isNameOf(name, key)).isTrue();
      assertThat(name.chars()).allMatch(c -> c >= ' ' && c < 127);
    }
  }

  /** Layout 2 keeps the names of its proposal, whose base64 needs a file system that tells upper from lower case. */
  @Test
  void namesOfLayoutOneStayDistinctWhereCaseAndNormalisationAreFolded() {
    Set<String> keys = HostileKeys.distinct(KEYS, 43);
    Map<String, String> folded = new HashMap<>();
    for (String key : keys) {
      String name = Normalizer.normalize(KeyNames.fileName(key), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
      String other = folded.put(name, key);
      assertThat(other).describedAs("%s and %s", key, other).isNull();
    }
  }

  @Test
  void aSpelledNameTellsItsKeyAndAHashedOneDoesNot() {
    int hashed = 0;
    for (String key : HostileKeys.distinct(KEYS, 44)) {
      String name = KeyNames.fileName(key);
      if (KeyNames.isHashed(name)) {
        hashed++;
        assertThat(KeyNames.key(name)).isNull();
        assertThat(name).isEqualTo(KeyNames.hashedName(key)).hasSize("%sha256-".length() + 64 + 5);
      } else {
        assertThat(KeyNames.key(name)).isEqualTo(key);
      }
    }
    assertThat(hashed).isGreaterThan(100);
  }

  @ParameterizedTest
  @EnumSource(DirectoryLayout.class)
  void everyKeyAndTextComesBackFromItsFile(DirectoryLayout layout) throws Exception {
    Path root = Files.createDirectories(layout.entries(temporary.resolve("sessions.d"))).getParent();
    EntryDirectory directory =
        new EntryDirectory(layout == DirectoryLayout.PLAIN ? root.resolve("sessions.d") : root, layout);
    EntryFile reader = new EntryFile(layout);
    for (String key : HostileKeys.distinct(2_000, 45)) {
      Path file = directory.file(key);
      String name = layout.fileName(key);
      Files.write(file, layout.content(key, name, TEXT.getBytes(StandardCharsets.UTF_8)));
      SessionEntry entry = new SessionEntry();
      reader.read(file, name, entry);
      assertThat(reader.key()).isEqualTo(key);
      assertThat(new String(reader.text(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
      assertThat(entry.sessionId).isEqualTo("x");
      assertThat(entry.updatedAt).isEqualTo(5);
      Files.delete(file);
    }
  }

  @Test
  void theLimitIsTwoHundredAndNineBytesOfEncodedName() {
    assertThat(KeyNames.fileName("a".repeat(209))).isEqualTo("a".repeat(209) + ".json");
    assertThat(KeyNames.fileName("a".repeat(210))).startsWith("%sha256-");
    assertThat(KeyNames.fileName(":".repeat(69) + "aa")).hasSize(69 * 3 + 2 + 5);
    assertThat(KeyNames.fileName(":".repeat(70))).startsWith("%sha256-");
    assertThat(KeyNames.fileName("\u00e9".repeat(34))).hasSize(34 * 6 + 5);
    assertThat(KeyNames.fileName("\u00e9".repeat(35))).startsWith("%sha256-");
  }

  @Test
  void namesThatSystemsReserveAreSpelledOtherwise() {
    assertThat(KeyNames.fileName("state")).isEqualTo("%73tate.json");
    assertThat(KeyNames.fileName("state.x")).isEqualTo("state.x.json");
    assertThat(KeyNames.fileName("con")).isEqualTo("%63on.json");
    assertThat(KeyNames.fileName("con.txt")).isEqualTo("%63on.txt.json");
    assertThat(KeyNames.fileName("nul :x")).isEqualTo("nul %3Ax.json");
    assertThat(KeyNames.fileName("lpt9")).isEqualTo("%6Cpt9.json");
    assertThat(KeyNames.fileName("lpt")).isEqualTo("lpt.json");
    assertThat(KeyNames.fileName("PRN")).isEqualTo("%50%52%4E.json");
    assertThat(KeyNames.fileName(".hidden.")).isEqualTo("%2Ehidden%2E.json");
    assertThat(KeyNames.fileName(" a ")).isEqualTo("%20a%20.json");
    assertThat(KeyNames.fileName("agent:main:main")).isEqualTo("agent%3Amain%3Amain.json");
    assertThat(KeyNames.fileName("%41")).isEqualTo("%2541.json");
    assertThat(KeyNames.fileName("\u0130")).isEqualTo("%C4%B0.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {".json", ".a.json", "a", "a.tmp", "a%.json", "a%4.json", "a%4g.json", "%zz.json", "%C3.json",
      "%ED%A0%80.json", "%sha256-00.json", "a%\u0661\u0661.json", "\ufffd.json", "a\ufffd%3Ab.json"})
  void aNameThatSpellsNoKeyIsRefused(String name) {
    assertThat(KeyNames.key(name)).isNull();
  }

  @Test
  void whatTheProposalWroteRawIsRead() {
    assertThat(KeyNames.key("agent%3Amain%3AMAIN.json")).isEqualTo("agent:main:MAIN");
    assertThat(KeyNames.key("a%2fb%5c.json")).isEqualTo("a/b\\");
    assertThat(KeyNames.key("Gr\u00fc\u00dfe \ud83d\ude00%25.json")).isEqualTo("Gr\u00fc\u00dfe \ud83d\ude00%");
    assertThat(KeyNames.key("\u0130.json")).isEqualTo("\u0130");
    assertThat(KeyNames.key("state.json")).isEqualTo("state");
    for (String key : List.of("agent:main:x", "a%41", "100%", "\\\\x\\y/z", "A?*<>|\"", "e\u0301", "..x")) {
      String proposed = key.replace("%", "%25").replace("/", "%2F").replace("\\", "%5C").replace(":", "%3A");
      assertThat(KeyNames.key("x" + proposed + ".json")).isEqualTo("x" + key);
    }
  }

  @Test
  void aLongNameOfTheProposalKeepsItsTextByteForByte() throws Exception {
    String name = "\u4e2d".repeat(83) + ".json";
    Path file = Files.write(temporary.resolve(name), TEXT.getBytes(StandardCharsets.UTF_8));
    EntryFile reader = new EntryFile(DirectoryLayout.PLAIN);
    reader.read(file, name, new SessionEntry());
    assertThat(reader.key()).isEqualTo("\u4e2d".repeat(83));
    assertThat(new String(reader.text(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
  }

  @Test
  void aWrappedFileMustBearTheNameOfItsKey() throws Exception {
    String key = "x".repeat(300);
    String name = KeyNames.fileName(key);
    refuse(name, "{\"sessionKey\": \"other\", \"entry\": {}}", "cannot be mapped back");
    refuse(name, "{\"entry\": {}}", "has no \"sessionKey\"");
    refuse(name, "{\"sessionKey\": \"" + key + "\"}", "has no \"entry\"");
    refuse(name, "{\"sessionKey\": \"" + key + "\", \"entry\": {}} {}", "further content");
    refuse(name, "{\"sessionKey\": \"" + key + "\", \"entry\": {}", "not valid JSON");
    refuse("a.json", "", "no JSON value");
    refuse("a.json", "{} {}", "further content");
    refuse("a.json", "{\"a\":", "not valid JSON");
    refuse("a.json", "\ufeff{}", "byte order mark");
    refuse("a%.json", "{}", "cannot be mapped back");
    Files.write(temporary.resolve("u.json"), "{\"sessionId\":\"x\"}".getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(() -> new EntryFile(DirectoryLayout.PLAIN).read(temporary.resolve("u.json"), "u.json",
        new SessionEntry())).isInstanceOf(UnreadableEntryException.class).hasMessageContaining("UTF-8");
    Files.createSymbolicLink(temporary.resolve("l.json"), Files.writeString(temporary.resolve("target"), "{}"));
    assertThatThrownBy(() -> new EntryFile(DirectoryLayout.PLAIN).read(temporary.resolve("l.json"), "l.json",
        new SessionEntry())).isInstanceOf(UnreadableEntryException.class);
  }

  @Test
  void keyTwiceInAWrappedFileMeansTheLastAsInJavaScript() throws Exception {
    String key = "y".repeat(300);
    String name = KeyNames.fileName(key);
    Path file = Files.writeString(temporary.resolve(name),
        "{\"sessionKey\": \"old\", \"sessionKey\": \"" + key + "\", \"entry\": {\"sessionId\": \"s\"}, \"x\": [1]}");
    SessionEntry entry = new SessionEntry();
    EntryFile reader = new EntryFile(DirectoryLayout.PLAIN);
    reader.read(file, name, entry);
    assertThat(entry.sessionId).isEqualTo("s");
    assertThat(new String(reader.text(), StandardCharsets.UTF_8)).isEqualTo("{\"sessionId\": \"s\"}");
  }

  private void refuse(String name, String content, String message) throws Exception {
    Path file = Files.write(temporary.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> new EntryFile(DirectoryLayout.PLAIN).read(file, name, new SessionEntry()))
        .isInstanceOf(UnreadableEntryException.class).hasMessageContaining(message);
    Files.delete(file);
  }
}
