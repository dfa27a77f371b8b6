package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells what the header of a transcript would have said: the session as its entry names it, else as its file is called;
 * the working directory as the entry or, where they agree, other transcripts of the store have it.
 */
final class HeaderSource {

  private static final int LOOKED_AT = 20;

  private final StoreFiles files;
  private final Entries entries;
  private final Environment environment;
  private String usual;
  private boolean asked;

  HeaderSource(StoreFiles files, Entries entries, Environment environment) {
    this.files = files;
    this.entries = entries;
    this.environment = environment;
  }

  /** The facts for a transcript; the key is that of its session, or null when no entry names it. */
  TranscriptMender.HeaderFacts of(Path transcript, String key) throws IOException {
    String id = ArtifactName.of(transcript.getFileName().toString(), files.indexName()).sessionId();
    String cwd = null;
    long time = Math.min(FileIdentity.of(transcript).modifiedMillis(), environment.now());
    if (key != null) {
      SessionEntry entry = new SessionEntry();
      byte[] text = entries.read(key, entry);
      if (text != null && entry.sessionId != null) {
        id = entry.sessionId;
        cwd = EntryText.string(text, "systemPromptReport", "workspaceDir");
        cwd = cwd != null ? cwd : EntryText.string(text, "acp", "cwd");
      }
    }
    return new TranscriptMender.HeaderFacts(id, cwd != null ? cwd : usual(), time);
  }

  /** The working directory of all of the first transcripts, or null when they differ. */
  private String usual() throws IOException {
    if (asked) {
      return usual;
    }
    asked = true;
    Set<String> found = new HashSet<>();
    int looked = 0;
    SessionsDirectory listing = SessionsDirectory.list(files.sessions(), files.indexName());
    for (String name : new TreeSet<>(listing.entries().keySet())) {
      if (listing.entries().get(name).name().kind() == ArtifactKind.TRANSCRIPT && looked < LOOKED_AT) {
        TranscriptRow header = header(files.sessions().resolve(name));
        if (header != null && header.cwd != null) {
          found.add(header.cwd);
          looked++;
        }
      }
    }
    usual = found.size() == 1 ? found.iterator().next() : null;
    return usual;
  }

  private static TranscriptRow header(Path path) {
    try (TranscriptReader reader =
        TranscriptReader.open(path, JsonLines.DEFAULT_CAP, new EntryIds(), new TranscriptProblems())) {
      TranscriptRow row = reader.nextLine() ? reader.parse() : null;
      return row != null && row.type == RowType.SESSION ? row : null;
    } catch (IOException e) {
      return null;
    }
  }
}
