package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.text.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entry files of both layouts are read by the scanner as the general parser reads them, or left to it. */
class EntryFileTest {

  private static final String KEY = "agent:main:main";
  private static final String[] KEYS = {"\"agent:main:main\"", "\"agent:main:\\u006dain\"", "\"other\"", "\"\"", "7",
      "null", "{\"sessionKey\": \"agent:main:main\"}"};
  private static final String[] ENTRIES = {
      "{\"sessionId\": \"1\", \"updatedAt\": 1795000000055, \"label\": \"a, \"}", "{}", "null", "[1, {\"a\": 2}]",
      "\"text, \"", "1e5", "{\"sessionId\": \"ü\\n\\\"\", \"updatedAt\": 99999999999999999999, \"model\": \"m\"}",
      "{\"updatedAt\": 1, \"updatedAt\": 2, \"sessionId\": \"a\", \"sessionId\": null}",
      "{\"pendingFinalDeliveryÄ\": 1}", "{\"pinnedAtÄ\": 1, \"restartRecovery\": true, \"r\": {}}",
      "{\n    \"chatType\": \"direct\",\n    \"model\": \"m\"\n  }", "{\"model\": \"\", \"channel\": \"c\\/d\"}",
      "[".repeat(70) + "]".repeat(70), "[".repeat(1100) + "]".repeat(1100), "{\"updatedAt\": -0.0, \"tokens\": 01}",
      "{\"a\": " + "9".repeat(400) + "}", "{\"a\": " + "9".repeat(1200) + "}"};
  private static final String[] OTHERS = {"\"v\": 1", "\"sessionKey\": \"agent:main:main\"", "\"entry\": 5",
      "\"Entry\": {}", "\"\": \"\"", "\"entr\\u0079\": 1", "\"sessionKeyÄ\": \"x\"", "\"a\": [1, 2"};
  private static final String[] SPACE = {"", "", " ", "\n  ", "\t", "\r\n", "\f"};
  private static final byte[] NOISE = "{}[]\",:\\ \n\0009e.-tfn\u00ff\u00c3\u00ed\u00f0/u".getBytes(
      StandardCharsets.ISO_8859_1);

  @TempDir
  private Path directory;

  private final Random random = new Random(11);
  private final SessionEntry entry = new SessionEntry();

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private String space() {
    return random.nextInt(3) > 0 ? "" : one(SPACE);
  }

  private String wrapper() {
    List<String> fields = new ArrayList<>();
    if (random.nextInt(8) > 0) {
      fields.add("\"sessionKey\"" + space() + ":" + space() + (random.nextInt(3) > 0 ? KEYS[0] : one(KEYS)));
    }
    if (random.nextInt(8) > 0) {
      fields.add("\"entry\"" + space() + ":" + space() + one(ENTRIES));
    }
    while (random.nextInt(4) == 0) {
      fields.add(random.nextInt(fields.size() + 1), one(OTHERS));
    }
    return space() + "{" + space() + String.join(space() + "," + space(), fields) + space() + "}" + space();
  }

  private static String describe(SessionEntry e) {
    return e.object + "|" + e.sessionId + "|" + e.sessionFile + "|" + e.status + "|" + e.chatType + "|" + e.title + "|"
        + e.model + "|" + e.channel + "|" + e.threadId + "|" + e.parentKey + "|" + e.updatedAt + "|" + e.createdAt + "|"
        + e.lastInteractionAt + "|" + e.archivedAt + "|" + e.tokens + "|" + e.compactions + "|" + e.pinned + "|"
        + e.pending;
  }

  /** What the program reads, or null. */
  private String seen(EntryFile reader, Path file) {
    try {
      reader.read(file, file.getFileName().toString(), entry);
      return reader.key() + "|" + describe(entry) + "|" + reader.length() + "|"
          + new String(reader.text(), StandardCharsets.ISO_8859_1);
    } catch (UnreadableEntryException e) {
      return null;
    }
  }

  /** What the general parser makes of a file, or null. */
  private String parsed(DirectoryLayout layout, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String name = file.getFileName().toString();
    boolean wrapped = layout.wraps(name);
    if (!JsonText.beginsAsUtf8(bytes, bytes.length)) {
      return null;
    }
    try (JsonParser in = Json.FACTORY.createParser(bytes)) {
      String key = wrapped ? DirectoryLayout.wrappedKey(bytes, bytes.length) : layout.keyOf(name);
      if (key == null || wrapped && !layout.isNameOf(name, key)) {
        return null;
      }
      if (wrapped) {
        DirectoryLayout.enterWrapped(in);
      } else if (in.nextToken() == null) {
        return null;
      }
      int start = (int) in.currentTokenLocation().getByteOffset();
      entry.read(in);
      JsonToken token = in.nextToken();
      int end = token == null ? bytes.length : (int) in.currentTokenLocation().getByteOffset();
      while (wrapped && token == JsonToken.FIELD_NAME) {
        in.nextToken();
        in.skipChildren();
        token = in.nextToken();
      }
      if (wrapped ? in.nextToken() != null : token != null) {
        return null;
      }
      while (end > start && (bytes[end - 1] <= ' ' && bytes[end - 1] >= 0 || bytes[end - 1] == ',')) {
        end--;
      }
      byte[] text = wrapped ? Indentation.out(bytes, start, end) : Arrays.copyOfRange(bytes, start, end);
      return key + "|" + describe(entry) + "|" + bytes.length + "|" + new String(text, StandardCharsets.ISO_8859_1);
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("has no \"");
      return null;
    }
  }

  private void assertAlike(DirectoryLayout layout, EntryFile reader, Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    String expected = parsed(layout, file);
    assertThat(seen(reader, file)).as(new String(bytes, StandardCharsets.ISO_8859_1)).isEqualTo(expected);
  }

  @Test
  void wrappedEntriesAreReadAlike() throws IOException {
    for (DirectoryLayout layout : DirectoryLayout.values()) {
      // Layout 1 wraps what its names cannot spell.
      String key = layout == DirectoryLayout.PLAIN ? "" : KEY;
      Path file = directory.resolve(layout.fileName(key));
      EntryFile reader = new EntryFile(layout);
      int read = 0;
      for (int round = 0; round < 3000; round++) {
        byte[] bytes = wrapper().replace("\"agent:main:main\"", '"' + key + '"').getBytes(StandardCharsets.UTF_8);
        for (int n = round % 3 == 0 ? 0 : random.nextInt(3); n > 0; n--) {
          bytes[random.nextInt(bytes.length)] = NOISE[random.nextInt(NOISE.length)];
        }
        assertAlike(layout, reader, file, bytes);
        read += seen(reader, file) == null ? 0 : 1;
      }
      assertThat(read).as("read at all").isBetween(500, 2500);
    }
  }

  /** Every byte of an entry is put out, doubled, and replaced by each of many; every length is tried. */
  @Test
  void mutationsAtEveryOffsetAreReadAlike() throws IOException {
    String text = "{\"sessionId\": \"a\\\"é€😀\\u00e9\", \"updatedAt\": -17.5e+3, \"pinnedAt\": null,"
        + " \"model\": \"m\", \"x\": [true, {\"y\": false}, []], \"totalTokens\": 12}";
    for (DirectoryLayout layout : DirectoryLayout.values()) {
      Path file = directory.resolve(layout.fileName(KEY));
      byte[] bytes = layout.content(KEY, file.getFileName().toString(), text.getBytes(StandardCharsets.UTF_8));
      EntryFile reader = new EntryFile(layout);
      for (int at = 0; at <= bytes.length; at++) {
        assertAlike(layout, reader, file, Arrays.copyOf(bytes, at));
        if (at == bytes.length) {
          break;
        }
        for (byte noise : NOISE) {
          byte[] changed = bytes.clone();
          changed[at] = noise;
          assertAlike(layout, reader, file, changed);
        }
        byte[] longer = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, longer, 0, at + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        assertAlike(layout, reader, file, longer);
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
        assertAlike(layout, reader, file, shorter);
      }
    }
  }

  @Test
  void anEntryMayBeLongerThanTheBuffer() throws IOException {
    for (DirectoryLayout layout : DirectoryLayout.values()) {
      Path file = directory.resolve(layout.fileName(KEY));
      EntryFile reader = new EntryFile(layout);
      for (int length : new int[] {0, (16 << 10) - 60, 16 << 10, 32 << 10, 65_521, 300_000}) {
        for (int more = 0; more < 40; more++) {
          String text = "{\"label\": \"" + "x".repeat(length + more) + "\"}";
          byte[] bytes = layout.content(KEY, file.getFileName().toString(), text.getBytes(StandardCharsets.UTF_8));
          assertAlike(layout, reader, file, bytes);
        }
      }
    }
  }

  @Test
  void aLinkIsNoEntry() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "{}");
    Path file = Files.createSymbolicLink(directory.resolve("agent%3Amain%3Amain.json"), target);
    assertThatThrownBy(() -> new EntryFile(DirectoryLayout.PLAIN).read(file, file.getFileName().toString(), entry))
        .isInstanceOf(UnreadableEntryException.class);
  }

  /** Which also shows that these files are left to nobody else: the general parser makes every text anew. */
  @Test
  void repetitiveTextsAreTheSameObjectAndNeverAnothersText() throws IOException {
    for (DirectoryLayout layout : DirectoryLayout.values()) {
      EntryFile reader = new EntryFile(layout);
      Path file = directory.resolve(layout.fileName(KEY));
      String name = file.getFileName().toString();
      for (String model : new String[] {"one", "one", "on", "onf", "one", "", "one", "ö", "one"}) {
        String text = "{\"model\": \"" + model + "\", \"status\": \"" + model + "\"}";
        Files.write(file, layout.content(KEY, name, text.getBytes(StandardCharsets.UTF_8)));
        reader.read(file, name, entry);
        assertThat(entry.model).isEqualTo(model.isEmpty() ? null : model);
        assertThat(entry.status).isEqualTo(entry.model);
        SessionEntry again = new SessionEntry();
        reader.read(file, name, again);
        assertThat(again.model).isSameAs(entry.model);
      }
    }
  }
}
