package dev.sessionctl.storage.openclaw;

/**
 * Which releases of OpenClaw accept a text as a session id, strictest first. None of the accepted shapes can hold
 * a path separator or begin with a dot, so an accepted id plus an extension is always one name in a directory.
 */
enum SessionIdShape {
  /** Every release: letters, digits, {@code . _ -}, at most 128 of them (the rule of 2026.3.13). */
  EVERY_RELEASE,
  /** From 2026.5.28 on: also {@code : @}, at most 255; a release before throws when it meets one. */
  SINCE_5_28,
  /** Only 2026.9 and later: letters and digits of other scripts. */
  SINCE_9,
  /** None: such an id must not be made part of a path. */
  UNSAFE;

  private static final int OLD_LENGTH = 128;
  private static final int NEW_LENGTH = 255;
  private static final boolean[] ALPHANUMERIC = new boolean[0x80];

  static {
    for (int c = 0; c < ALPHANUMERIC.length; c++) {
      ALPHANUMERIC[c] = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
  }

  /** The shape of an id; lengths are counted in UTF-16 units as the product's regular expressions do. */
  static SessionIdShape of(String id) {
    int length = id == null ? 0 : id.length();
    if (length == 0 || length > NEW_LENGTH) {
      return UNSAFE;
    }
    SessionIdShape shape = length > OLD_LENGTH ? SINCE_5_28 : EVERY_RELEASE;
    for (int i = 0; i < length; ) {
      int c = id.charAt(i);
      if (c >= 0x80) {
        c = id.codePointAt(i);
      }
      if (c < 0x80 && ALPHANUMERIC[c] || i > 0 && (c == '-' || c == '.' || c == '_')) {
        i++;
        continue;
      }
      if (i > 0 && (c == ':' || c == '@')) {
        shape = shape == EVERY_RELEASE ? SINCE_5_28 : shape;
      } else if (c >= 0x80 && Character.isLetterOrDigit(c)) {
        shape = SINCE_9;
      } else {
        return UNSAFE;
      }
      i += Character.charCount(c);
    }
    return shape;
  }
}
