package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.change.PlanItem;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryMergeTest {

  private final EntryMerge one = new EntryMerge(false);
  private final EntryMerge both = new EntryMerge(true);

  @Test
  void theLaterOfTwoEqualKeysOfAnIndexCountsHoweverOld() {
    assertThat(decided(one, List.of(in("a", 9), in("b", 1), in("a", 2)), List.of()))
        .containsExactly("a=a@2 index", "b=b@1 index");
    assertThat(one.dropped()).extracting(PlanItem::key).containsExactly("a");
    assertThat(one.notices()).hasSize(1);
    assertThat(one.superseded()).isEmpty();
  }

  @Test
  void keysThatDifferInCaseBecomeTheNewest() {
    assertThat(decided(one, List.of(in("Agent:X", 5), in("agent:x", 3), in(" AGENT:x ", 4)), List.of()))
        .containsExactly("agent:x=Agent:X@5 index");
    assertThat(one.dropped()).extracting(PlanItem::key).containsExactly("agent:x", " AGENT:x ");
  }

  @Test
  void keysThatDifferInCaseStayApartWhereCaseMayCount() {
    assertThat(decided(both, List.of(in("Agent:X", 5), in("agent:x", 3)), List.of(out("AGENT:X", 4))))
        .containsExactly("Agent:X=Agent:X@5 index", "agent:x=agent:x@3 index", "AGENT:X=AGENT:X@4 directory");
    assertThat(both.dropped()).isEmpty();
  }

  @Test
  void aLoneKeyKeepsItsSpelling() {
    assertThat(decided(one, List.of(in("Agent:\u0130", 5)), List.of(out(" b ", 1))))
        .containsExactly("Agent:\u0130=Agent:\u0130@5 index", " b = b @1 directory");
    assertThat(one.superseded()).isEmpty();
  }

  @Test
  void ofEquallyNewOnesTheCanonicalSpellingAndTheDirectoryWin() {
    assertThat(decided(one, List.of(in("a", 5), in("A", 5)), List.of())).containsExactly("a=a@5 index");
    assertThat(decided(one, List.of(in("A", 5), in("a", 5)), List.of())).containsExactly("a=a@5 index");
    assertThat(decided(one, List.of(in("a", 5)), List.of(out("a", 5)))).containsExactly("a=a@5 directory (index)");
  }

  @Test
  void anEntryWithoutATimeIsTheOldest() {
    assertThat(decided(one, List.of(in("a", Session.UNKNOWN)), List.of(out("a", 0))))
        .containsExactly("a=a@0 directory (index)");
    assertThat(decided(one, List.of(in("a", 0)), List.of(out("a", Session.UNKNOWN))))
        .containsExactly("a=a@0 index (directory)");
    assertThat(decided(one, List.of(in("a", Session.UNKNOWN)), List.of(out("a", Session.UNKNOWN))))
        .containsExactly("a=a@none directory (index)");
  }

  @Test
  void theNewerSideWinsAndTheRestIsOrderedByIndexThenDirectory() {
    assertThat(decided(one, List.of(in("z", 1), in("a", 9)), List.of(out("a", 8), out("b", 2), out("z", 2))))
        .containsExactly("z=z@2 directory (index)", "a=a@9 index (directory)", "b=b@2 directory");
    assertThat(one.superseded()).isEmpty();
  }

  @Test
  void variantsOverBothSidesLeaveOneFile() {
    assertThat(decided(one, List.of(in("Key", 3), in("key", 1)), List.of(out("KEY", 2), out("key", 1))))
        .containsExactly("key=Key@3 index");
    assertThat(one.superseded()).extracting(EntryRef::key).containsExactlyInAnyOrder("KEY", "key");
    assertThat(one.dropped()).extracting(PlanItem::key).containsExactlyInAnyOrder("key", "KEY", "key");
  }

  @Test
  void aWinnerOfTheDirectoryThatIsRenamedGivesItsFileUp() {
    assertThat(decided(one, List.of(in("key", 1)), List.of(out("KEY", 2)))).containsExactly("key=KEY@2 directory");
    assertThat(one.superseded()).extracting(EntryRef::key).containsExactly("KEY");
  }

  private static EntryRef in(String key, long updatedAt) {
    return new EntryRef(key, updatedAt, 0, 10, null);
  }

  private static EntryRef out(String key, long updatedAt) {
    return new EntryRef(key, updatedAt, 0, 10, KeyNames.fileName(key));
  }

  private static List<String> decided(EntryMerge merge, List<EntryRef> index, List<EntryRef> directory) {
    return merge.merge(index, directory).stream().map(choice -> choice.key() + "=" + choice.ref().key() + "@"
        + (choice.ref().updatedAt() == Session.UNKNOWN ? "none" : choice.ref().updatedAt())
        + (choice.fromIndex() ? " index" : " directory") + (choice.rival() == null ? ""
        : choice.rival().fileName() == null ? " (index)" : " (directory)")).toList();
  }
}
