package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import dev.sessionctl.storage.NoStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The entries of a {@code sessions.json}. */
final class IndexEntries implements Entries {

  private final Path path;

  IndexEntries(Path path) {
    this.path = path;
  }

  @Override
  public void scan(Visitor visitor) throws IOException {
    try (IndexFile index = open()) {
      index.scan(new IndexFile.Visitor() {
        @Override
        public boolean wantsReferences() {
          return visitor.wantsReferences();
        }

        @Override
        public void entry(String key, SessionEntry entry, long start, long limit) throws IOException {
          visitor.entry(key, entry, limit - start);
        }
      });
    }
  }

  @Override
  public void scanTexts(Predicate<String> wanted, TextVisitor visitor) throws IOException {
    try (IndexFile index = open()) {
      index.scan((key, entry, start, limit) -> visitor.entry(key, entry, limit - start,
          wanted.test(key) ? index.text(start, limit) : null));
    }
  }

  @Override
  public void readTexts(Set<String> keys, Texts texts) throws IOException {
    try (IndexFile index = open()) {
      Map<String, EntryRef> last = new LinkedHashMap<>();
      for (EntryRef ref : EntrySources.of(index)) {
        if (keys.contains(ref.key())) {
          last.put(ref.key(), ref);
        }
      }
      for (EntryRef ref : last.values()) {
        texts.text(ref.key(), index.text(ref.start(), ref.limit()));
      }
    }
  }

  @Override
  public byte[] read(String wanted, SessionEntry result) throws IOException {
    try (IndexFile index = open()) {
      long[] range = {-1, -1};
      index.scan((key, entry, start, limit) -> {
        if (key.equals(wanted)) {
          range[0] = start;
          range[1] = limit;
        }
      });
      if (range[0] < 0) {
        return null;
      }
      byte[] text = index.text(range[0], range[1]);
      try (JsonParser parser = Json.FACTORY.createParser(text)) {
        parser.nextToken();
        result.read(parser);
      }
      return text;
    }
  }

  private IndexFile open() throws IOException {
    IndexFile index = IndexFile.open(path);
    if (index == null) {
      throw new NoStoreException(path + " does not exist any more");
    }
    return index;
  }
}
