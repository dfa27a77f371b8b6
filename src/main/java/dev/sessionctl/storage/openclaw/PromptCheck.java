package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.trash.FileHash;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The prompts in {@code skills-prompts/sha256/<hh>/<hash>.txt} (2026.5.28 and later) against the entries. */
final class PromptCheck {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String EXTENSION = ".txt";

  private final CheckContext context;
  private final Catalog catalog;
  private final Set<String> claimed;
  private final Path root;
  private long unreferenced;
  private long unreferencedBytes;
  private Path firstUnreferenced;

  PromptCheck(CheckContext context, Catalog catalog, Set<String> claimed) {
    this.context = context;
    this.catalog = catalog;
    this.claimed = claimed;
    this.root = context.sessions().resolve("skills-prompts").resolve("sha256");
  }

  void run() throws IOException {
    if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      each(root, shard -> {
        if (Files.isDirectory(shard, LinkOption.NOFOLLOW_LINKS)) {
          each(shard, this::blob);
        } else {
          stray(shard);
        }
      });
    }
    for (Map.Entry<String, Catalog.Prompt> prompt : catalog.prompts.entrySet()) {
      Path file = path(prompt.getKey());
      if (file == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        context.findings().add(Flaw.PROMPT_MISSING, prompt.getValue().key(), file, prompt.getValue().key()
            + " refers to the prompt " + prompt.getKey() + ", which is not there");
      }
    }
    if (unreferenced > 0) {
      context.findings().add(Flaw.PROMPT_UNREFERENCED, firstUnreferenced, "no entry refers to "
          + Findings.count(unreferenced, "prompt") + ", " + unreferencedBytes + " bytes");
    }
  }

  private Path path(String hash) {
    return HASH.matcher(hash).matches() ? root.resolve(hash.substring(0, 2)).resolve(hash + EXTENSION) : null;
  }

  private void blob(Path file) throws IOException {
    String name = file.getFileName().toString();
    String hash = name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : "";
    if (!file.equals(path(hash)) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      stray(file);
      return;
    }
    StableRead.Result<String> actual = StableRead.whole(file, FileHash::sha256, StableRead::sleep);
    if (!actual.stable()) {
      return;
    }
    Catalog.Prompt prompt = catalog.prompts.get(hash);
    long size = actual.identity().size();
    String key = prompt == null ? null : prompt.key();
    boolean differs = !actual.value().equals(hash) || prompt != null && prompt.bytes() >= 0 && prompt.bytes() != size;
    if (differs && !context.isStill(file, actual.identity())) {
      return;
    }
    if (!actual.value().equals(hash)) {
      context.findings().add(Flaw.PROMPT_MISMATCH, key, file, file + " has other content than its name says: SHA-256 "
          + actual.value());
    } else if (prompt != null && prompt.bytes() >= 0 && prompt.bytes() != size) {
      context.findings().add(Flaw.PROMPT_MISMATCH, key, file, file + " has " + size + " bytes, but the entry of " + key
          + " says " + prompt.bytes());
    }
    if (prompt == null && catalog.readable && !claimed.contains(hash)
        && context.isSettled(actual.identity().modifiedMillis())) {
      unreferenced++;
      unreferencedBytes += size;
      firstUnreferenced = firstUnreferenced == null ? file : firstUnreferenced;
    }
  }

  private void stray(Path file) throws IOException {
    if (context.isSettled(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis())) {
      boolean directory = FileStat.of(file).isDirectory();
      context.findings().add(Flaw.PROMPT_STRAY, file, file + " is " + (directory ? "a directory" : "a file")
          + " whose name is no hash of a prompt");
    }
  }

  /** Something to do with a file that may disappear meanwhile. */
  @FunctionalInterface
  private interface Action {
    void on(Path path) throws IOException;
  }

  private static void each(Path directory, Action action) throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path path : stream) {
        try {
          action.on(path);
        } catch (NoSuchFileException e) {
          // The product removed it.
          continue;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
