package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.entryText;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.Repair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For every finding that claims to be mended by repair: the damage is made, found, mended, and not found again. */
class RepairEveryFindingTest {

  private static final String KEY = "agent:main:main";
  private static final String GONE = "/former/.openclaw/agents/main/sessions/" + id(2) + ".jsonl";

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;
  private String good;
  private String index;

  static Stream<Flaw> mended() {
    Set<Flaw> all = EnumSet.copyOf(Repairs.MENDED);
    all.addAll(Repairs.REINDEX);
    return all.stream();
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private void transcript(String text) throws IOException {
    fixture.file(id(1) + ".jsonl", text);
  }

  private void index(String text) throws IOException {
    fixture.file(fixture.index(), text);
  }

  @ParameterizedTest
  @MethodSource("mended")
  void isMended(Flaw flaw) throws Exception {
    good = OpenClawFixture.transcriptText(id(1), 3);
    fixture = OpenClawFixture.in(temporary).session(KEY, id(1), 3);
    if (flaw == Flaw.DIRECTORY_TEMPS) {
      fixture.writeDirectory(DirectoryLayout.PLAIN);
    } else {
      fixture.writeIndex();
    }
    index = fixture.indexText();
    damage(flaw);
    assertThat(Checks.full(fixture).ids()).contains(flaw.id());
    boolean reindex = Repairs.REINDEX.contains(flaw);
    Repaired repaired = Repaired.run(fixture, Checks.environment(fixture),
        new Repair(reindex ? Set.of() : Set.of(flaw.id()), Set.of(), reindex));
    assertThat(repaired.outcome).isEqualTo(flaw == Flaw.RUN_INTERRUPTED ? Outcome.NOTHING : Outcome.DONE);
    assertThat(Checks.full(fixture).ids()).doesNotContain(flaw.id());
  }

  private void damage(Flaw flaw) throws IOException {
    String body = index.substring(0, index.length() - 2);
    switch (flaw) {
      case INDEX_MISSING -> Files.delete(fixture.index());
      case INDEX_EMPTY -> index("");
      case INDEX_BYTE_ORDER_MARK -> index("\uFEFF" + index);
      case INDEX_NOT_AN_OBJECT -> index("[1]");
      case INDEX_TRAILING -> index(index + " {}");
      case INDEX_UNPARSABLE -> index(body);
      case KEY_DUPLICATE -> index(body + ",\n  \"" + KEY + "\": {\"updatedAt\": 1}\n}");
      case KEY_CASE_VARIANT -> index(body + ",\n  \"agent:main:MAIN\": {\"updatedAt\": 1}\n}");
      case TRANSCRIPT_RELOCATED -> {
        fixture.file(id(2) + ".jsonl", OpenClawFixture.transcriptText(id(2), 1));
        index(body + ",\n  \"agent:main:b\": " + entryText(id(2), GONE) + "\n}");
      }
      case TRANSCRIPT_NO_HEADER -> transcript(good.substring(good.indexOf('\n') + 1));
      case TRANSCRIPT_TORN -> transcript(good + "{\"ty");
      case TRANSCRIPT_UNTERMINATED -> transcript(good.substring(0, good.length() - 1));
      case TRANSCRIPT_UNPARSABLE -> transcript(good + "{\"ty\n");
      case TRANSCRIPT_BYTE_ORDER_MARK -> transcript("\uFEFF" + good);
      case INDEX_TEMPS -> fixture.file("sessions.json." + id(9) + ".tmp", "{");
      case USAGE_TEMPS -> fixture.file(".usage-cost-cache.json.5.6.tmp", "{");
      case REPAIR_TEMPS -> fixture.file(id(1) + ".jsonl.repair-5-6.tmp", "{");
      case LAYOUT_STAGING -> OpenClawFixture.age(
          Files.createDirectory(fixture.sessions().resolve("sessions.d.migrating")), OpenClawFixture.TIME);
      case DIRECTORY_TEMPS -> OpenClawFixture.file(fixture.directory().resolve("x.json." + id(9) + ".tmp"), "{");
      case LOCK_STALE -> fixture.file(id(1) + ".jsonl.lock",
          "{\"pid\":55,\"starttime\":9,\"createdAt\":\"2026-11-20T09:00:00.000Z\"}");
      case MODE_INDEX -> mode(fixture.index(), "rw-r--r--");
      case MODE_DIRECTORY -> mode(fixture.sessions(), "rwxrwx---");
      case MODE_TRANSCRIPTS -> {
        mode(temporary, "rwxr-xr-x");
        mode(fixture.state(), "rwxr-xr-x");
        mode(fixture.transcript(id(1)), "rw-r--r--");
      }
      case RUN_INTERRUPTED -> {
        AdminArea area = AdminArea.besides(fixture.sessions());
        area.create();
        FakeEnvironment fake = Checks.environment(fixture);
        JournalFile.begin(area, "20261120T090000.000Z-0a0b0c0d", "repair", fixture.index(), fake.build()).close();
      }
      default -> throw new AssertionError("make the damage of " + flaw.id());
    }
  }
}
