package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.openclaw.JsonObjectText.Member;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * An entry without what the product makes anew. From an idle one go {@code skillsSnapshot}, which the next turn of the
 * session builds again, and {@code systemPromptReport}, which only tells about the last turn (2026.3.13; its users
 * strip both with jq); from any other only the list of resolved skills, which can always go and which 2026.5.2
 * stopped to write. All other bytes of the entry stay. Files of prompts that a snapshot refers to are left to the
 * product, which collects those that nothing refers to.
 */
final class EntryStrip {

  private static final String SNAPSHOT = "skillsSnapshot";
  private static final String RESOLVED = "resolvedSkills";
  private static final String REPORT = "systemPromptReport";

  private final byte[] text;
  private final Set<String> taken = new LinkedHashSet<>();
  private byte[] result;

  private EntryStrip(byte[] text) {
    this.text = text;
    this.result = text;
  }

  /**
   * Strips an entry.
   *
   * @param text of the entry, from the left margin
   * @param idle whether all may go that is made anew
   */
  static EntryStrip of(byte[] text, boolean idle) {
    EntryStrip strip = new EntryStrip(text);
    JsonObjectText entry = JsonObjectText.at(text, 0);
    if (entry != null) {
      byte[] result = entry.edited(0, text.length, member -> strip.valueOf(entry, member, idle));
      strip.result = strip.taken.isEmpty() ? text : result;
    }
    return strip;
  }

  /** Whether there was nothing to take out. */
  boolean isEmpty() {
    return taken.isEmpty();
  }

  /** What is left; the very array it was made from when that is all. */
  byte[] result() {
    return result;
  }

  int gain() {
    return text.length - result.length;
  }

  /** Names of what was taken out. */
  String taken() {
    return String.join(", ", taken);
  }

  private byte[] valueOf(JsonObjectText entry, Member member, boolean idle) {
    boolean snapshot = entry.isNamed(member, SNAPSHOT);
    if (!snapshot && !entry.isNamed(member, REPORT) || text[member.valueStart()] != '{') {
      return JsonObjectText.KEEP;
    }
    if (idle) {
      taken.add(snapshot ? SNAPSHOT : REPORT);
      return null;
    }
    return snapshot ? withoutResolved(member) : JsonObjectText.KEEP;
  }

  private byte[] withoutResolved(Member snapshot) {
    JsonObjectText object = JsonObjectText.at(text, snapshot.valueStart());
    if (object.last(RESOLVED) == null) {
      return JsonObjectText.KEEP;
    }
    taken.add(RESOLVED);
    return object.edited(snapshot.valueStart(), snapshot.end(),
        member -> object.isNamed(member, RESOLVED) ? null : JsonObjectText.KEEP);
  }
}
