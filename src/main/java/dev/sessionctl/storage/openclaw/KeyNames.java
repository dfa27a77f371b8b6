package dev.sessionctl.storage.openclaw;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * File names of layout 1 of {@code sessions.d} (OpenClaw proposal #42186): the key with {@code %}, {@code /},
 * {@code \} and {@code :} percent-encoded, and {@code .json}.
 *
 * <p>What the proposal leaves open is decided so that a directory survives every file system and copy: all other
 * characters that some system forbids, folds or normalises (upper case, control characters, everything outside
 * ASCII, {@code <>"|?*}, a leading or trailing dot or space, device names) are percent-encoded too, as the bytes
 * of their UTF-8 form. A key whose encoded name would leave no room for a temporary name, an empty key, and one
 * that has no UTF-8 form get a name made of its SHA-256, and its file holds the key beside the entry. See
 * docs/formats/sessions.d.md.
 */
final class KeyNames {

  static final String SUFFIX = ".json";

  /** 255 bytes a name, less the suffix and {@code .<uuid>.tmp}. */
  static final int LONGEST = 209;

  /** Never the begin of an encoded key: there a percent sign is followed by two hexadecimal digits. */
  static final String HASHED_PREFIX = "%sha256-";

  private static final char UNKNOWN = '\ufffd';
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private KeyNames() {}

  /** The file name of a key. */
  static String fileName(String key) {
    byte[] utf8 = utf8(key);
    if (utf8 == null || utf8.length == 0) {
      return hashedName(key);
    }
    StringBuilder name = new StringBuilder(utf8.length + 16);
    boolean reserved = isReserved(key);
    for (int i = 0; i < utf8.length; i++) {
      int b = utf8[i] & 0xff;
      boolean edge = i == 0 || i == utf8.length - 1;
      if (isPlain(b) && !(edge && (b == '.' || b == ' ')) && !(i == 0 && reserved)) {
        name.append((char) b);
      } else {
        name.append('%').append(HEX[b >> 4]).append(HEX[b & 15]);
      }
      if (name.length() > LONGEST) {
        return hashedName(key);
      }
    }
    return name.append(SUFFIX).toString();
  }

  /** Whether a name is one of those that hold their key inside the file. */
  static boolean isHashed(String fileName) {
    return fileName.startsWith(HASHED_PREFIX);
  }

  /** The name that a key gets which cannot be spelled out. */
  static String hashedName(String key) {
    return HASHED_PREFIX + HexFormat.of().formatHex(CanonicalHash.ofBytes(utf16(key))) + SUFFIX;
  }

  /**
   * The key that a file name spells, or null when it spells none: no {@code .json}, a percent sign without two
   * hexadecimal digits, or bytes that are no UTF-8. Also accepts what the proposal wrote raw. A raw U+FFFD is what
   * the platform puts in place of bytes it cannot decode, so such a name tells no key for certain.
   */
  static String key(String fileName) {
    if (!fileName.endsWith(SUFFIX) || fileName.startsWith(".") || isHashed(fileName)
        || fileName.indexOf(UNKNOWN) >= 0) {
      return null;
    }
    int end = fileName.length() - SUFFIX.length();
    int percent = fileName.indexOf('%');
    if (percent < 0 || percent >= end) {
      return end == 0 ? null : fileName.substring(0, end);
    }
    String plain = plainKey(fileName, end);
    return plain == null ? encodedKey(fileName.substring(0, end)) : plain;
  }

  /** The key that a name spells when both are ASCII, as nearly all are; otherwise null. */
  private static String plainKey(String fileName, int end) {
    byte[] key = new byte[end];
    int length = 0;
    for (int i = 0; i < end; i++) {
      int c = fileName.charAt(i);
      if (c == '%') {
        char high = i + 2 < end ? fileName.charAt(i + 1) : UNKNOWN;
        char low = i + 2 < end ? fileName.charAt(i + 2) : UNKNOWN;
        // There are digits in other scripts too.
        c = (high | low) < 0x80 ? Character.digit(high, 16) << 4 | Character.digit(low, 16) : UNKNOWN;
        i += 2;
      }
      if (c < 0 || c >= 0x80) {
        return null;
      }
      key[length++] = (byte) c;
    }
    return new String(key, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static String encodedKey(String name) {
    byte[] raw = utf8(name);
    if (raw == null) {
      return null;
    }
    int length = 0;
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        int high = digit(raw, i + 1);
        int low = digit(raw, i + 2);
        if (high < 0 || low < 0) {
          return null;
        }
        raw[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        raw[length++] = raw[i];
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(raw, 0, length)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static int digit(byte[] text, int index) {
    return index < text.length ? Character.digit((char) (text[index] & 0xff), 16) : -1;
  }

  private static boolean isPlain(int b) {
    if (b >= 'a' && b <= 'z' || b >= '0' && b <= '9') {
      return true;
    }
    return switch (b) {
      case ' ', '!', '#', '$', '&', '\'', '(', ')', '+', ',', '-', '.', ';', '=', '@' -> true;
      case '[', ']', '^', '_', '`', '{', '}', '~' -> true;
      default -> false;
    };
  }

  /** Names that Windows gives to devices, with or without an extension, and the one that marks layout 2. */
  private static boolean isReserved(String key) {
    int dot = key.indexOf('.');
    String stem = (dot < 0 ? key : key.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
    return switch (stem) {
      case "con", "prn", "aux", "nul" -> true;
      case "state" -> key.equals("state");
      default -> stem.length() == 4 && (stem.startsWith("com") || stem.startsWith("lpt"))
          && Character.isDigit(stem.charAt(3));
    };
  }

  /** The UTF-8 form, or null when the text has a lone surrogate. */
  static byte[] utf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return null;
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The UTF-16 form, high byte first, which every text has: a lone surrogate is kept, where a charset replaces it. */
  static byte[] utf16(String text) {
    byte[] bytes = new byte[text.length() * 2];
    for (int i = 0; i < text.length(); i++) {
      bytes[2 * i] = (byte) (text.charAt(i) >> 8);
      bytes[2 * i + 1] = (byte) text.charAt(i);
    }
    return bytes;
  }
}
