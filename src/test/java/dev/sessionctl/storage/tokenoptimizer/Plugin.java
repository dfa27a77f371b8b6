package dev.sessionctl.storage.tokenoptimizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Writes as the plugin 2.4.19 does: the record in place without a temporary file, the manifest by appending, no lock,
 * no sync, no second attempt; the order of one capture; what it remembers is bounded, first seen first forgotten, and
 * read again from disk. Its decisions are those of the plugin with its usual settings.
 */
final class Plugin {

  static final int CAP = 2000;
  static final long COOLDOWN = 90_000;
  private static final int[] BANDS = {80, 65, 50, 35, 20};
  private static final int[] THRESHOLDS = {80, 70, 50, 40};
  private static final long WEEK = 7L * 24 * 3_600_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final FileAttribute<?> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path root;
  private final LongSupplier clock;
  private final int cap;
  private final Map<String, PluginState> states = new LinkedHashMap<>();
  private boolean telemetry;
  /** Captures that could not be written. */
  private int errors;

  /** What one event came to: the trigger and the checkpoint, or null where nothing was written. */
  record Capture(String trigger, Path file, boolean skipped) {}

  /** What is seen of a session at one moment. */
  record Event(double fill, double quality, boolean fanout, int writes, List<String> files, String digest) {
    static Event fill(double percent, String digest) {
      return new Event(percent, 100, false, 0, List.of(), digest);
    }
  }

  /** A plugin below a home directory. */
  Plugin(Path home, LongSupplier clock, int cap) {
    this.root = home.resolve(".openclaw").resolve("token-optimizer");
    this.clock = clock;
    this.cap = cap;
  }

  Plugin withTelemetry() {
    telemetry = true;
    return this;
  }

  Path root() {
    return root;
  }

  Path checkpoints() {
    return root.resolve("checkpoints");
  }

  Path session(String id) {
    return checkpoints().resolve(SessionNames.directory(id));
  }

  int errors() {
    return errors;
  }

  /** Sessions that are remembered, first seen first. */
  Set<String> remembered() {
    return states.keySet();
  }

  /** Decides whether to capture, and does; null when there is nothing to capture. */
  Capture evaluate(String id, Event event) {
    PluginState state = state(id);
    long now = clock.getAsLong();
    state.editWriteCount += event.writes();
    state.editedFiles.addAll(event.files());
    state.lastEvaluatedAt = now;
    if (now - state.lastCheckpointAt < COOLDOWN) {
      return null;
    }
    String trigger = decide(state, event);
    return trigger == null ? null : capture(id, trigger, event.digest(), 3);
  }

  private static String decide(PluginState state, Event event) {
    for (int band : BANDS) {
      if (band <= event.fill() && !state.bands.contains(band)) {
        return "progressive-" + band;
      }
    }
    for (int threshold : THRESHOLDS) {
      if (event.quality() < threshold && !state.thresholds.contains(threshold)) {
        return "quality-" + threshold;
      }
    }
    if (event.fanout() && !state.milestones.contains("pre-fanout")) {
      return "milestone-pre-fanout";
    }
    boolean batch = state.editWriteCount - state.editBatchMarkerWrites >= 4
        || state.editedFiles.size() - state.editBatchMarkerFiles >= 3;
    return batch ? "milestone-edit-batch" : null;
  }

  /** The state of a session: from memory, else from disk; whoever was seen first is forgotten first. */
  private PluginState state(String id) {
    PluginState known = states.get(id);
    if (known != null) {
      return known;
    }
    PluginState state = loadState(id);
    states.put(id, state);
    Iterator<String> oldest = states.keySet().iterator();
    while (states.size() > cap) {
      if (oldest.next().equals(id)) {
        break;
      }
      oldest.remove();
    }
    return state;
  }

  private PluginState loadState(String id) {
    Path file = session(id).resolve("policy-state.json");
    try {
      if (Files.isSymbolicLink(session(id)) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return new PluginState();
      }
      return PluginState.load(Files.readAllBytes(file));
    } catch (IOException e) {
      return new PluginState();
    }
  }

  /** Captures: directory, last line, checkpoint, line, event, record, in this order; null when that failed. */
  Capture capture(String id, String trigger, String digest, int messages) {
    PluginState state = state(id);
    long now = clock.getAsLong();
    Path directory = session(id);
    try {
      if (Files.isSymbolicLink(directory) || Files.isSymbolicLink(checkpoints())) {
        return null;
      }
      Files.createDirectories(directory, DIRECTORY);
      JsonNode last = lastLine(directory.resolve("manifest.jsonl"));
      if (last != null && last.path("semanticDigest").asText().equals(digest(digest))
          && last.path("trigger").asText().equals(trigger)) {
        state.mark(trigger, now);
        persist(directory, state);
        return new Capture(trigger, Path.of(last.path("file").asText()), true);
      }
      Path file = directory.toRealPath().resolve(stamp(now) + "-" + trigger.replaceAll("[^a-zA-Z0-9_.-]", "_") + ".md");
      overwrite(file, checkpoint(id, trigger, digest, messages, now));
      append(directory.resolve("manifest.jsonl"), line(file, trigger, digest, messages, now));
      if (telemetry) {
        append(checkpoints().resolve("checkpoint-events.jsonl"), "{\"timestamp\":\"" + iso(now)
            + "\",\"platform\":\"openclaw\",\"sessionId\":\"" + id + "\",\"trigger\":\"" + trigger + "\"}\n");
      }
      state.mark(trigger, now);
      persist(directory, state);
      return new Capture(trigger, file, false);
    } catch (IOException e) {
      errors++;
      return null;
    }
  }

  private static void persist(Path directory, PluginState state) throws IOException {
    overwrite(directory.resolve("policy-state.json"), state.document());
  }

  /** Truncates and writes in place, as {@code O_TRUNC} does; a link is refused. */
  private static void overwrite(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS), FILE)) {
      channel.write(ByteBuffer.wrap(content));
    }
  }

  /** One open and one write for each line; what fails is swallowed. */
  private static void append(Path file, String line) {
    try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE,
        StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS), FILE)) {
      channel.write(ByteBuffer.wrap(line.getBytes(UTF_8)));
    } catch (IOException e) {
      return;
    }
  }

  private static JsonNode lastLine(Path manifest) {
    try {
      String[] lines = Files.readString(manifest).strip().split("\n");
      JsonNode line = JSON.readTree(lines[lines.length - 1]);
      return line != null && line.isObject() ? line : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static byte[] checkpoint(String id, String trigger, String digest, int messages, long now) {
    StringBuilder text = new StringBuilder("# Session Checkpoint (v2)\n> Captured at ").append(iso(now))
        .append("\n> Session: ").append(SessionNames.directory(id)).append("\n> Trigger: ").append(trigger)
        .append("\n> Model: test\n> Messages preserved: ").append(messages).append("\n\n## Recent Messages\n");
    for (int i = 0; i < messages; i++) {
      text.append("\n### ").append(i % 2 == 0 ? "User" : "Assistant").append(" (").append(iso(now - 1000 + i))
          .append(")\n\nsaid ").append(digest).append(' ').append(i).append('\n');
    }
    return text.toString().getBytes(UTF_8);
  }

  static String line(Path file, String trigger, String digest, int messages, long now) {
    return "{\"file\":\"" + file + "\",\"filename\":\"" + file.getFileName() + "\",\"trigger\":\"" + trigger
        + "\",\"reason\":null,\"semanticDigest\":\"" + digest(digest) + "\",\"fillPct\":null,\"qualityScore\":null,"
        + "\"messageCount\":" + messages + ",\"createdAt\":\"" + iso(now) + "\"}\n";
  }

  private static String digest(String text) {
    try {
      return HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String iso(long millis) {
    String text = Instant.ofEpochMilli(millis).toString();
    return text.length() == 20 ? text.substring(0, 19) + ".000Z" : text;
  }

  static String stamp(long millis) {
    return iso(millis).replace(':', '-').replace('.', '-');
  }

  /** The checkpoint that would be restored: by rank of its trigger, then by time; null when there is none. */
  Path restore(String id) throws IOException {
    Path manifest = session(id).resolve("manifest.jsonl");
    if (!Files.exists(manifest)) {
      return null;
    }
    Path best = null;
    int bestRank = -1;
    String bestTime = "";
    for (String text : Files.readAllLines(manifest)) {
      JsonNode line;
      try {
        line = JSON.readTree(text);
      } catch (IOException e) {
        continue;
      }
      Path file = Path.of(line.path("file").asText());
      if (!session(id).toRealPath().equals(file.getParent()) || !Files.isRegularFile(file)) {
        continue;
      }
      int rank = Triggers.rank(line.path("trigger").asText());
      String time = line.path("createdAt").asText();
      if (rank > bestRank || rank == bestRank && time.compareTo(bestTime) >= 0) {
        best = file;
        bestRank = rank;
        bestTime = time;
      }
    }
    return best;
  }

  /** What it does at each start and session end: each file of more than a week goes, then empty directories. */
  void sweep() throws IOException {
    try (DirectoryStream<Path> sessions = Files.newDirectoryStream(checkpoints())) {
      for (Path session : sessions) {
        if (!Files.isDirectory(session, LinkOption.NOFOLLOW_LINKS)) {
          continue;
        }
        boolean left = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(session)) {
          for (Path file : files) {
            boolean old = clock.getAsLong() - Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis()
                > WEEK;
            if (old && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
              Files.delete(file);
            } else {
              left = true;
            }
          }
        }
        if (!left) {
          Files.delete(session);
        }
      }
    }
  }
}
