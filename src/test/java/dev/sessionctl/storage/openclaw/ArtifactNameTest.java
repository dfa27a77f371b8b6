package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.IsoTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArtifactNameTest {
  private static final String ID = "31df0000-0000-4000-8000-00000000000a";

  @ParameterizedTest
  @CsvSource({
      "sessions.json, INDEX",
      "sessions.json.lock, INDEX_LOCK",
      "sessions.json.lock2, OTHER",
      "sessions.json.bak.1795000000000, INDEX_BACKUP",
      "sessions.json.bak., OTHER",
      "sessions.json.bak.x, OTHER",
      "sessions.json.31df0000-0000-4000-8000-00000000000a.tmp, INDEX_TEMP",
      "sessions.json.4711.31df0000-0000-4000-8000-00000000000a.tmp, INDEX_TEMP",
      "sessions.json.x.31df0000-0000-4000-8000-00000000000a.tmp, OTHER",
      ".fs-safe-replace.4711.31df0000-0000-4000-8000-00000000000a.tmp, INDEX_TEMP",
      ".fs-safe-replace.31df0000-0000-4000-8000-00000000000a.tmp, OTHER",
      "sessions.json.tmp, OTHER",
      "sessions.json5, OTHER",
      "other.json, OTHER",
      "other.json.lock, OTHER",
      "sessions.json.telegram-topic-names.json, OTHER",
      "ID.jsonl, TRANSCRIPT",
      "x.jsonl, TRANSCRIPT",
      ".jsonl, OTHER",
      "ID.jsonl.lock, TRANSCRIPT_LOCK",
      "ID-topic-3.jsonl.lock, TRANSCRIPT_LOCK",
      "ID.jsonl.reset.2026-11-20T02-53-48.498Z, ARCHIVE_RESET",
      "ID.jsonl.reset.2026-11-20T02-53-48Z, ARCHIVE_RESET",
      "ID.jsonl.deleted.2026-11-20T02-53-48.498Z, ARCHIVE_DELETED",
      "ID.jsonl.bak.2026-11-20T02-53-48.498Z, ARCHIVE_BAK",
      "ID.jsonl.deleted.2026-11-20T02-53-48.498Z.0123456789abcdef0123456789abcdef, ARCHIVE_DELETED",
      "ID.jsonl.deleted.2026-11-20T02-53-48.498Z.0123456789abcdef0123456789abcdef.zst, ARCHIVE_DELETED",
      "ID.jsonl.reset.2026-11-20T02-53-48.498Z.zst, ARCHIVE_RESET",
      "ID.jsonl.kept.2026-11-20T02-53-48.498Z, OTHER",
      "ID.jsonl.deleted.2026-11-20T02:53:48.498Z, OTHER",
      "ID.jsonl.deleted.2026-11-20, OTHER",
      "ID.jsonl.bak-12-1795000000000, REPAIR_BACKUP",
      "ID.jsonl.bak-12-, OTHER",
      "ID.jsonl.bak-1795000000000, OTHER",
      "ID.jsonl.repair-12-1795000000000.tmp, REPAIR_TEMP",
      "ID.jsonl.repair-12-1795000000000, OTHER",
      "ID.checkpoint.31df0000-0000-4000-8000-00000000000b.jsonl, CHECKPOINT",
      "ID.checkpoint.x.jsonl, TRANSCRIPT",
      "ID.trajectory.jsonl, TRAJECTORY",
      "ID-topic-3.trajectory.jsonl, TRAJECTORY",
      "ID.trajectory-path.json, TRAJECTORY_POINTER",
      "skills-prompts, SKILL_PROMPTS",
      ".usage-cost-cache.json, USAGE_CACHE",
      ".usage-cost-cache.json.12.1795000000000.tmp, USAGE_CACHE_TEMP",
      ".usage-cost-cache.json.tmp, OTHER",
      "sessions.json.migrated, MIGRATED",
      "ID.jsonl.migrated.2, MIGRATED",
      "ID.jsonl.pre-doctor-branch-repair-2026-11-20T02-53-48.498Z.bak, DOCTOR_BACKUP",
      "ID.jsonl.pre-doctor-openai-codex-repair-1795000000000.bak, DOCTOR_BACKUP",
      "ID.jsonl.pre-doctor-other-repair-1.bak, OTHER",
      "cold, COLD",
      "sessions.d, SESSIONS_D",
      "sessions.d.migrating, SESSIONS_D_MIGRATING",
      "sessions.d.staging-12-1795000000000, SESSIONS_D_STAGING",
      "sessions.d.orphan.1795000000000, SESSIONS_D_ORPHAN",
      "sessions.d.orphan.x, OTHER",
      "sessions.dd, OTHER",
      "README, OTHER",
      "'', OTHER",
      ".DS_Store, OTHER"})
  void classifies(String name, ArtifactKind kind) {
    assertThat(of(name).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(nullValues = "null", value = {
      "ID.jsonl, ID, ID, null",
      "ID-topic-3.jsonl, ID-topic-3, ID, 3",
      "ID-topic-a%20b-topic-c.jsonl, ID-topic-a%20b-topic-c, ID, a b-topic-c",
      "ID-topic-%zz.jsonl, ID-topic-%zz, ID, null",
      "2026-11-20T02-53-48-498Z_ID.jsonl, 2026-11-20T02-53-48-498Z_ID, ID, null",
      "2026-11-20T02-53-48Z_ID.jsonl, 2026-11-20T02-53-48Z_ID, ID, null",
      "2026-11-20T02-53-48.498Z_ID.jsonl, 2026-11-20T02-53-48.498Z_ID, ID, null",
      "2026-11-20_ID.jsonl, 2026-11-20_ID, 2026-11-20_ID, null",
      "name-topic-x.jsonl, name-topic-x, name, x",
      "-topic-x.jsonl, -topic-x, -topic-x, null",
      "ID-topic-3.jsonl.reset.2026-11-20T02-53-48.498Z, ID-topic-3, ID, 3",
      "ID.jsonl.lock, ID, ID, null",
      "ID.jsonl.reset.2026-11-20T02-53-48Z.deleted.2026-11-21T02-53-48Z, ID, ID, null",
      "ID.trajectory.jsonl, ID, ID, null",
      "ID.trajectory.jsonl.deleted.2026-11-20T02-53-48Z, ID, ID, null",
      "ID.checkpoint.31df0000-0000-4000-8000-00000000000b.jsonl, ID, ID, null",
      "ID.jsonl.bak-12-1795000000000, ID, ID, null",
      "ID.jsonl.migrated.2, ID, ID, null",
      "sessions.json.migrated, null, null, null"})
  void namesTheTranscript(String name, String stem, String id, String topic) {
    ArtifactName artifact = of(name);
    assertThat(artifact.stem()).isEqualTo(stem == null ? null : stem.replace("ID", ID));
    assertThat(artifact.sessionId()).isEqualTo(id == null ? null : id.replace("ID", ID));
    assertThat(artifact.topic()).isEqualTo(topic);
  }

  @Test
  void readsTimes() {
    long time = Instant.parse("2026-11-20T02:53:48.498Z").toEpochMilli();
    assertThat(of("ID.jsonl.reset.2026-11-20T02-53-48.498Z").timestampMillis()).isEqualTo(time);
    assertThat(of("ID.jsonl.reset.2026-11-20T02-53-48Z.zst").timestampMillis()).isEqualTo(time - 498);
    assertThat(of("ID.jsonl.reset.2026-02-30T02-53-48Z").kind()).isEqualTo(ArtifactKind.ARCHIVE_RESET);
    assertThat(of("ID.jsonl.reset.2026-02-30T02-53-48Z").timestampMillis()).isEqualTo(-1);
    assertThat(of("sessions.json.bak.17").timestampMillis()).isEqualTo(17);
    assertThat(of("sessions.json.bak." + "9".repeat(30)).timestampMillis()).isEqualTo(-1);
    assertThat(of("ID.jsonl.bak-12-1795000000000").timestampMillis()).isEqualTo(1795000000000L);
    assertThat(of("ID.jsonl").timestampMillis()).isEqualTo(-1);
    assertThat(of("ID.checkpoint.31df0000-0000-4000-8000-00000000000b.jsonl").checkpoint())
        .isEqualTo("31df0000-0000-4000-8000-00000000000b");
  }

  @Test
  void anyNameMayBeTheIndex() {
    assertThat(ArtifactName.of("work.json", "work.json").kind()).isEqualTo(ArtifactKind.INDEX);
    assertThat(ArtifactName.of("work.json.lock", "work.json").kind()).isEqualTo(ArtifactKind.INDEX_LOCK);
    assertThat(ArtifactName.of("sessions.json", "work.json").kind()).isEqualTo(ArtifactKind.OTHER);
    assertThat(ArtifactName.of("a.jsonl", "a.jsonl").kind()).isEqualTo(ArtifactKind.INDEX);
    assertThat(ArtifactName.of("a.jsonl.lock", "a.jsonl").kind()).isEqualTo(ArtifactKind.INDEX_LOCK);
  }

  @Test
  void agreesWithTheLibraryOnTimes() {
    for (String text : new String[] {"1970-01-01T00:00:00Z", "2024-02-29T23:59:59.999Z", "2100-03-01T12:00:00.5Z",
        "0000-03-01T00:00:00Z", "9999-12-31T23:59:59.123456789Z", "1969-12-31T23:59:59.001Z"}) {
      assertThat(IsoTime.parse(text, 0, text.length(), ':')).as(text)
          .isEqualTo(Instant.parse(text).toEpochMilli());
    }
    assertThat(IsoTime.parse("2026-11-20T02:00:00+02:00", 0, 25, ':'))
        .isEqualTo(Instant.parse("2026-11-20T00:00:00Z").toEpochMilli());
    for (String text : new String[] {"", "2026-11-20", "2026-13-20T02:00:00Z", "2026-11-20T24:00:00Z",
        "2026-11-20T02:00:00", "2026-11-20T02:00:00Zx", "2026-11-20T02:00:00+2:00", "x026-11-20T02:00:00Z"}) {
      assertThat(IsoTime.parse(text, 0, text.length(), ':')).as(text).isEqualTo(Session.UNKNOWN);
    }
  }

  private static ArtifactName of(String name) {
    return ArtifactName.of(name.replace("ID", ID), "sessions.json");
  }
}
