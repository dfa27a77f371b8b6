package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * What other stores in the same directory refer to: {@code session.store} may put the indexes of all agents into
 * one, and during a trial both layouts of one store lie side by side.
 */
final class OtherStores {
  private OtherStores() {}

  /**
   * Session ids, file names of transcripts and hashes of prompts; what cannot be read claims nothing.
   *
   * @param self index or directory of the store itself
   */
  static Set<String> claims(Path self, Path sessions) throws IOException {
    Set<String> claims = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(sessions, "*.{json,d}")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean index = name.endsWith(KeyNames.SUFFIX) && !name.startsWith(".")
            && !name.endsWith(".trajectory-path.json") && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        boolean directory = !name.endsWith(KeyNames.SUFFIX) && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
        if (!file.equals(self) && (index || directory)) {
          add(index ? new IndexEntries(file)
              : new DirectoryEntries(new EntryDirectory(file, OpenClawStore.layoutOf(file))), claims);
        }
      }
    }
    return claims;
  }

  private static void add(Entries entries, Set<String> claims) {
    try {
      entries.scan(new Entries.Visitor() {
        @Override
        public void entry(String key, SessionEntry entry, long bytes) {
          if (entry.sessionId != null) {
            claims.add(entry.sessionId);
          }
          if (entry.sessionFile != null) {
            claims.add(entry.sessionFile.substring(entry.sessionFile.lastIndexOf('/') + 1));
          }
          if (entry.references != null) {
            claims.addAll(entry.references.earlierIds);
            entry.references.checkpoints.forEach(checkpoint -> claims.add(checkpoint.id()));
            claims.add(entry.references.promptHash);
          }
        }

        @Override
        public void unreadable(Path file, String reason) {
          // Reported when that store is checked.
        }
      });
    } catch (IOException e) {
      // No store, or a damaged one, which is reported when it is checked itself.
      return;
    }
  }
}
