package dev.sessionctl.plan;

import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What makes two plans the same: the store (format and path), how many changes there are, and of every item that
 * changes something its key, path, action and size. Not the order, in which a directory may be listed otherwise; not
 * the reasons, which may tell an age; and not what is kept, since sessions that stay may well be written meanwhile.
 */
final class PlanFingerprint {

  private static final String KIND = "sessionctl plan 1";

  private PlanFingerprint() {}

  /** SHA-256 in lower-case hexadecimal. */
  static String of(StoreRef store, ChangePlan plan) throws IOException {
    List<byte[]> items = new ArrayList<>();
    plan.forEachItem(item -> {
      if (changes(item)) {
        MessageDigest digest = Sha256.digest();
        text(digest, item.key());
        text(digest, item.path() == null ? null : item.path().toString());
        text(digest, item.action());
        text(digest, Long.toString(item.bytes()));
        items.add(digest.digest());
      }
    });
    items.sort(Arrays::compareUnsigned);
    MessageDigest digest = Sha256.digest();
    text(digest, KIND);
    text(digest, store.format());
    text(digest, store.path().toString());
    text(digest, Long.toString(plan.changes()));
    items.forEach(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static boolean changes(PlanItem item) {
    return !item.action().equals("keep") && !item.action().equals("skip");
  }

  /** Length and content, so that no two sequences of texts look alike. */
  private static void text(MessageDigest digest, String text) {
    // Not UTF-8: in it all lone surrogates of a key would be the same.
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_16BE);
    digest.update((text == null ? "-" : bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

}
