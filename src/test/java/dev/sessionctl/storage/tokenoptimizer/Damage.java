package dev.sessionctl.storage.tokenoptimizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.change.JournalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Damages session {@code a} of a healthy tree in every way that has a name. */
final class Damage {
  private Damage() {}

  /**
   * Does the damage of one class.
   *
   * @param also takes the ids of what follows from it
   */
  static void damage(Flaw flaw, Tree tree, List<String> also) throws IOException {
    Path session = tree.plugin.session("a");
    Path state = tree.state("a");
    Path manifest = tree.manifest("a");
    List<String> lines = Files.readAllLines(manifest);
    Path first = Path.of(lines.get(0).split("\"")[3]);
    Path last = Path.of(lines.get(3).split("\"")[3]);
    switch (flaw) {
      case STATE_MISSING -> Files.delete(state);
      case STATE_EMPTY -> Files.write(state, new byte[0]);
      case STATE_TORN -> Files.writeString(state, Files.readString(state).substring(0, 60));
      case STATE_NOT_AN_OBJECT -> Files.writeString(state, "[]");
      case STATE_ODD_FIELD -> {
        Files.writeString(state, Files.readString(state).replace(" 20\n", " \"20\"\n"));
        also.add(Flaw.STATE_BEHIND.id());
      }
      case STATE_BEHIND -> Files.writeString(state, Files.readString(state).replace(" 20\n", " 35\n"));
      case STATE_UNKNOWN_VALUE -> Files.writeString(state, Files.readString(state).replace(" 20\n", " 20, 999\n"));
      case STATE_FUTURE -> Files.writeString(state, Files.readString(state).replaceAll("At\": \\d+,\n  \"lastE",
          "At\": " + (FakeEnvironment.START.toEpochMilli() + 3_600_000) + ",\n  \"lastE"));
      case MANIFEST_MISSING -> Files.delete(manifest);
      case MANIFEST_TORN -> {
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.substring(0, text.length() - 40));
        also.add(Flaw.CHECKPOINT_ORPHAN.id());
      }
      case MANIFEST_UNTERMINATED -> Files.writeString(manifest, Files.readString(manifest).stripTrailing());
      case MANIFEST_UNPARSABLE -> Files.writeString(manifest, "garbage\n" + Files.readString(manifest));
      case MANIFEST_FOREIGN -> {
        Files.writeString(manifest, Files.readString(manifest).replace(session.toString(), "/home/old/a"));
        for (int i = 0; i < 4; i++) {
          also.add(Flaw.CHECKPOINT_ORPHAN.id());
        }
      }
      case MANIFEST_DANGLING -> Files.delete(first);
      case MANIFEST_LAST_DANGLING -> Files.delete(last);
      case CHECKPOINT_ORPHAN -> Files.writeString(manifest, String.join("\n", lines.subList(1, 4)) + "\n");
      case CHECKPOINT_EMPTY -> Files.write(first, new byte[0]);
      case CHECKPOINT_NO_HEADER -> Files.writeString(first, "Dear diary\n");
      case CHECKPOINT_NEAR_EMPTY -> Files.writeString(first,
          Files.readString(first).replace("preserved: 3", "preserved: 0"));
      case SESSION_LINK -> Files.createSymbolicLink(tree.plugin.session("linked"), session);
      case SESSION_NAME -> Files.createDirectory(tree.paths().checkpoints().resolve("no.id"),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      case SESSION_EMPTY -> Files.createDirectory(tree.plugin.session("nothing"),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      case FILE_LINK -> {
        Files.move(state, tree.home.resolve("state"));
        Files.createSymbolicLink(state, tree.home.resolve("state"));
      }
      case FILE_NOT_A_FILE -> {
        Files.delete(state);
        Files.createDirectory(state);
      }
      case FILE_HARD_LINK -> Files.createLink(tree.home.resolve("other"), state);
      case FILE_STRAY -> Tree.write(session, "note.txt", "x");
      case ROOT_STRAY -> Tree.write(tree.paths().checkpoints(), "note.txt", "x");
      case ROOT_LINK -> {
        Path elsewhere = Files.move(tree.paths().checkpoints(), tree.home.resolve("elsewhere"));
        Files.createSymbolicLink(tree.paths().checkpoints(), elsewhere);
      }
      case CACHE_UNPARSABLE -> Files.writeString(tree.hints("a"), "{\"files\":");
      case CACHE_TEMPS -> Tree.write(tree.paths().readCache(), "main-x.json.tmp", "{");
      case CACHE_UNCLAIMED -> tree.cache("main", "whose");
      case LOG_UNPARSABLE -> Files.writeString(tree.paths().events(), "{\"torn", UTF_8, StandardOpenOption.APPEND);
      case MODE_FILE -> Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rw-r--r--"));
      case MODE_DIRECTORY -> Files.setPosixFilePermissions(session, PosixFilePermissions.fromString("rwxr-xr-x"));
      case FILE_SYSTEM -> tree.fake.fileSystem("nfs4");
      case RUN_INTERRUPTED -> {
        tree.paths().area().create();
        JournalFile.begin(tree.paths().area(), "20261120T045500.123Z-9f3a1c2e", "evict", tree.root(),
            tree.environment()).close();
        Files.setLastModifiedTime(state, FileTime.fromMillis(tree.now()));
      }
      default -> throw new AssertionError("no such damage: " + flaw);
    }
  }
}
