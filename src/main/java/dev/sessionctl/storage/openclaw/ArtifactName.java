package dev.sessionctl.storage.openclaw;

/**
 * What the name of a file in a sessions directory says, for the names that OpenClaw 2026.1.29 to 2026.9.6 give.
 * Whether it is a file, a directory or a link has to be asked elsewhere; a name decides nothing about content.
 *
 * @param kind what it is
 * @param stem the transcript it belongs to, without {@code .jsonl}; null where it belongs to none
 * @param sessionId the session id in the stem, unchecked; null where there is no stem
 * @param topic the decoded topic id of a {@code -topic-} transcript, or null
 * @param timestampMillis time in the name, milliseconds since the epoch, or -1
 * @param checkpoint id of a pre-compaction checkpoint, or null
 */
record ArtifactName(
    ArtifactKind kind, String stem, String sessionId, String topic, long timestampMillis, String checkpoint) {

  private static final String JSONL = ".jsonl";
  private static final String USAGE_CACHE = ".usage-cost-cache.json";
  private static final String SESSIONS_D = "sessions.d";
  private static final String TOPIC = "-topic-";
  private static final ArtifactName NOTHING = plain(ArtifactKind.OTHER);

  /**
   * Classifies a name. Files of another index in the same directory are {@link ArtifactKind#OTHER}.
   *
   * @param index file name of the session index, {@code sessions.json} unless {@code session.store} says otherwise
   */
  static ArtifactName of(String name, String index) {
    // By far the most frequent name first.
    if (name.endsWith(JSONL) && !name.equals(index)) {
      return transcriptLike(name.substring(0, name.length() - JSONL.length()));
    }
    if (name.startsWith(index)) {
      ArtifactName own = ofIndex(name, index.length());
      if (own != null) {
        return own;
      }
    }
    if (name.startsWith(".")) {
      return hidden(name);
    }
    if (name.equals("skills-prompts")) {
      return plain(ArtifactKind.SKILL_PROMPTS);
    }
    if (name.equals("cold")) {
      return plain(ArtifactKind.COLD);
    }
    if (name.startsWith(SESSIONS_D)) {
      return sessionsDirectory(name);
    }
    return bySuffix(name);
  }

  private static ArtifactName plain(ArtifactKind kind) {
    return new ArtifactName(kind, null, null, null, -1, null);
  }

  private static ArtifactName timed(ArtifactKind kind, long time) {
    return new ArtifactName(kind, null, null, null, time, null);
  }

  private static ArtifactName ofIndex(String name, int length) {
    if (name.length() == length) {
      return plain(ArtifactKind.INDEX);
    }
    if (name.length() == length + 5 && name.endsWith(".lock")) {
      return plain(ArtifactKind.INDEX_LOCK);
    }
    if (name.startsWith(".bak.", length) && NameParts.digits(name, length + 5, name.length())) {
      return timed(ArtifactKind.INDEX_BACKUP, NameParts.number(name, length + 5, name.length()));
    }
    if (name.charAt(length) == '.' && NameParts.temporary(name, length + 1, true)) {
      return plain(ArtifactKind.INDEX_TEMP);
    }
    return null;
  }

  private static ArtifactName hidden(String name) {
    if (name.startsWith(".fs-safe-replace.")) {
      return NameParts.temporary(name, ".fs-safe-replace.".length(), false) ? plain(ArtifactKind.INDEX_TEMP) : NOTHING;
    }
    if (!name.startsWith(USAGE_CACHE)) {
      return NOTHING;
    }
    if (name.length() == USAGE_CACHE.length()) {
      return plain(ArtifactKind.USAGE_CACHE);
    }
    int end = name.length() - ".tmp".length();
    int dot = name.lastIndexOf('.', end - 1);
    boolean temporary = name.endsWith(".tmp") && name.charAt(USAGE_CACHE.length()) == '.'
        && NameParts.digits(name, USAGE_CACHE.length() + 1, dot) && NameParts.digits(name, dot + 1, end);
    return temporary ? timed(ArtifactKind.USAGE_CACHE_TEMP, NameParts.number(name, dot + 1, end)) : NOTHING;
  }

  private static ArtifactName sessionsDirectory(String name) {
    int at = SESSIONS_D.length();
    if (name.length() == at) {
      return plain(ArtifactKind.SESSIONS_D);
    }
    if (name.equals("sessions.d.migrating")) {
      return plain(ArtifactKind.SESSIONS_D_MIGRATING);
    }
    int dash = name.lastIndexOf('-');
    if (name.startsWith(".staging-", at) && NameParts.digits(name, at + 9, dash)
        && NameParts.digits(name, dash + 1, name.length())) {
      return timed(ArtifactKind.SESSIONS_D_STAGING, NameParts.number(name, dash + 1, name.length()));
    }
    if (name.startsWith(".orphan.", at) && NameParts.digits(name, at + 8, name.length())) {
      return timed(ArtifactKind.SESSIONS_D_ORPHAN, NameParts.number(name, at + 8, name.length()));
    }
    return bySuffix(name);
  }

  /** Everything that ends in {@code .jsonl}. */
  private static ArtifactName transcriptLike(String stem) {
    if (stem.endsWith(".trajectory")) {
      return belonging(ArtifactKind.TRAJECTORY, stem.substring(0, stem.length() - ".trajectory".length()), -1);
    }
    int uuid = stem.length() - NameParts.UUID_LENGTH;
    int marker = uuid - ".checkpoint.".length();
    if (marker > 0 && stem.startsWith(".checkpoint.", marker) && NameParts.uuid(stem, uuid)) {
      ArtifactName base = belonging(ArtifactKind.CHECKPOINT, stem.substring(0, marker), -1);
      return new ArtifactName(ArtifactKind.CHECKPOINT, base.stem, base.sessionId, base.topic, -1, stem.substring(uuid));
    }
    return stem.isEmpty() ? NOTHING : belonging(ArtifactKind.TRANSCRIPT, stem, -1);
  }

  private static ArtifactName bySuffix(String name) {
    if (name.endsWith(".jsonl.lock")) {
      return ofTranscript(ArtifactKind.TRANSCRIPT_LOCK, name, name.length() - ".lock".length(), -1);
    }
    if (name.endsWith(".trajectory-path.json")) {
      String stem = name.substring(0, name.length() - ".trajectory-path.json".length());
      return belonging(ArtifactKind.TRAJECTORY_POINTER, stem, -1);
    }
    int end = NameParts.migratedStart(name);
    if (end > 0) {
      return ofTranscript(ArtifactKind.MIGRATED, name, end, -1);
    }
    NameParts.Archive archive = NameParts.archive(name);
    if (archive != null) {
      return ofTranscript(archive.kind(), name, archive.end(), archive.time());
    }
    int tail = name.lastIndexOf(".jsonl.");
    return tail > 0 ? byRepair(name, tail + JSONL.length()) : NOTHING;
  }

  private static ArtifactName byRepair(String name, int at) {
    boolean temporary = name.startsWith(".repair-", at) && name.endsWith(".tmp");
    int end = temporary ? name.length() - ".tmp".length() : name.length();
    int from = at + (temporary ? ".repair-" : ".bak-").length();
    int dash = name.indexOf('-', from);
    if ((temporary || name.startsWith(".bak-", at)) && NameParts.digits(name, from, dash)
        && NameParts.digits(name, dash + 1, end)) {
      ArtifactKind kind = temporary ? ArtifactKind.REPAIR_TEMP : ArtifactKind.REPAIR_BACKUP;
      return ofTranscript(kind, name, at, NameParts.number(name, dash + 1, end));
    }
    for (String reason : new String[] {".pre-doctor-branch-repair-", ".pre-doctor-openai-codex-repair-"}) {
      if (name.startsWith(reason, at) && name.endsWith(".bak")) {
        long time = NameParts.time(name, at + reason.length(), name.length() - ".bak".length());
        return ofTranscript(ArtifactKind.DOCTOR_BACKUP, name, at, time);
      }
    }
    return NOTHING;
  }

  /** Something made from {@code name[0, end)}, which is a transcript if it ends like one or has such a part. */
  private static ArtifactName ofTranscript(ArtifactKind kind, String name, int end, long time) {
    int stem = name.lastIndexOf(JSONL, end - JSONL.length());
    if (stem <= 0) {
      return timed(kind, time);
    }
    boolean trajectory = name.startsWith(".trajectory", stem - ".trajectory".length());
    int to = trajectory ? stem - ".trajectory".length() : stem;
    return belonging(kind, name.substring(0, to), time);
  }

  private static ArtifactName belonging(ArtifactKind kind, String stem, long time) {
    // A generated id in front settles where the id ends; otherwise the first marker does, as in 2026.7.1.
    int topic = NameParts.uuid(stem, 0) && stem.startsWith(TOPIC, NameParts.UUID_LENGTH)
        ? NameParts.UUID_LENGTH : stem.indexOf(TOPIC, 1);
    int from = NameParts.forkPrefix(stem);
    if (topic > from) {
      String decoded = JsText.decodeUriComponent(stem.substring(topic + TOPIC.length()));
      return new ArtifactName(kind, stem, stem.substring(from, topic), decoded, time, null);
    }
    return new ArtifactName(kind, stem, from == 0 ? stem : stem.substring(from), null, time, null);
  }
}
