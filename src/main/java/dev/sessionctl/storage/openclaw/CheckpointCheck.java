package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Checkpoints and trajectories against the entries and transcripts they belong to, both ways. */
final class CheckpointCheck {

  private static final int LARGEST_POINTER = 64 << 10;

  private final CheckContext context;
  private final Catalog catalog;
  private final Set<String> claimed;
  private long trajectories;
  private long trajectoryBytes;
  private Path firstTrajectory;

  CheckpointCheck(CheckContext context, Catalog catalog, Set<String> claimed) {
    this.context = context;
    this.catalog = catalog;
    this.claimed = claimed;
  }

  void run() throws IOException {
    for (Map.Entry<String, String> recorded : catalog.checkpointFiles.entrySet()) {
      Path file = context.sessions().resolve(recorded.getKey());
      if (!catalog.listing.contains(recorded.getKey()) && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        context.findings().add(Flaw.CHECKPOINT_NO_FILE, recorded.getValue(), file,
            "a checkpoint of " + recorded.getValue() + " has lost its file " + recorded.getKey());
      }
    }
    for (Map.Entry<String, SessionsDirectory.Entry> file : catalog.listing.entries().entrySet()) {
      if (context.isSettled(file.getValue().modified())) {
        switch (file.getValue().name().kind()) {
          case CHECKPOINT -> checkpoint(file.getKey(), file.getValue());
          case TRAJECTORY -> trajectory(file.getKey(), file.getValue());
          case TRAJECTORY_POINTER -> pointer(file.getKey(), file.getValue());
          default -> {
            // Another kind of file.
          }
        }
      }
    }
    if (trajectories > 0) {
      context.findings().add(Flaw.TRAJECTORY_UNREFERENCED, firstTrajectory, Findings.count(trajectories, "trajectory")
          + " without a transcript, " + trajectoryBytes + " bytes");
    }
  }

  private void checkpoint(String name, SessionsDirectory.Entry entry) throws IOException {
    String id = entry.name().checkpoint();
    if (catalog.readable && !catalog.checkpointFiles.containsKey(name) && !catalog.checkpointIds.containsKey(id)
        && !claimed.contains(id)) {
      context.findings().add(Flaw.CHECKPOINT_UNREFERENCED, catalog.keyOfId.get(entry.name().sessionId()),
          context.sessions().resolve(name), "no entry refers to the checkpoint " + name + " (" + entry.bytes()
              + " bytes)");
    }
  }

  private void trajectory(String name, SessionsDirectory.Entry entry) {
    String id = entry.name().sessionId();
    if (catalog.readable && !catalog.listing.contains(entry.name().stem() + ".jsonl")
        && !catalog.keyOfId.containsKey(id) && !claimed.contains(id)) {
      trajectories++;
      trajectoryBytes += entry.bytes();
      firstTrajectory = firstTrajectory == null ? context.sessions().resolve(name) : firstTrajectory;
    }
  }

  private void pointer(String name, SessionsDirectory.Entry entry) throws IOException {
    Path file = context.sessions().resolve(name);
    trajectory(name, entry);
    String target = target(file);
    try {
      if (target != null && !Files.exists(Path.of(target))) {
        context.findings().add(Flaw.TRAJECTORY_POINTER, file, name + " points at " + target + ", which is not there");
      }
    } catch (InvalidPathException e) {
      context.findings().add(Flaw.TRAJECTORY_POINTER, file, name + " points at what is no path");
    }
  }

  /** The {@code runtimeFile} of a pointer, or null when it tells none. */
  private static String target(Path file) {
    try (FileChannel channel = DurableFiles.openForRead(file);
        JsonParser in = Json.FACTORY.createParser(new ChannelInput(channel, 0, LARGEST_POINTER))) {
      if (in.nextToken() == JsonToken.START_OBJECT) {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          boolean wanted = in.currentName().equals("runtimeFile");
          if (in.nextToken() == JsonToken.VALUE_STRING && wanted) {
            return in.getText();
          }
          in.skipChildren();
        }
      }
    } catch (IOException e) {
      return null;
    }
    return null;
  }
}
