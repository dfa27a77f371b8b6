package dev.sessionctl.cli;

import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Finds keys that were probably meant by one that does not exist. */
final class NearKeys implements SessionVisitor {

  private static final int MAX = 3;

  private final CliContext context;
  private final String wanted;
  private final TreeSet<String> sameId = new TreeSet<>();
  private final TreeSet<String> sameEnd = new TreeSet<>();
  private final TreeSet<String> inside = new TreeSet<>();

  NearKeys(CliContext context, String wanted) {
    this.context = context;
    this.wanted = wanted.toLowerCase(Locale.ROOT);
  }

  /** A phrase to put behind the message, or nothing. */
  String suggestion(List<StoreRef> stores) {
    if (wanted.isEmpty()) {
      return "";
    }
    for (StoreRef ref : stores) {
      try {
        context.open(ref).scan(ScanRequest.INDEX_ONLY, this);
      } catch (StoreException e) {
        // A hint only: what is wrong with the store was said when the session was looked for.
        continue;
      }
    }
    sameId.addAll(sameEnd);
    List<String> near = sameId.stream().limit(MAX).toList();
    if (near.size() < MAX) {
      inside.removeAll(near);
      near = java.util.stream.Stream.concat(near.stream(), inside.stream()).limit(MAX).toList();
    }
    return near.isEmpty() ? "" : "; did you mean '" + String.join("', '", near) + "'?";
  }

  @Override
  public void session(Session session) {
    String key = session.key().toLowerCase(Locale.ROOT);
    if (session.id() != null && session.id().toLowerCase(Locale.ROOT).equals(wanted)) {
      keep(sameId, session.key());
    } else if (key.endsWith(wanted)) {
      keep(sameEnd, session.key());
    } else if (key.contains(wanted)) {
      keep(inside, session.key());
    }
  }

  @Override
  public void problem(Path path, String message) {
    // Said already when the session was looked for.
  }

  private static void keep(TreeSet<String> keys, String key) {
    keys.add(key);
    if (keys.size() > MAX) {
      keys.pollLast();
    }
  }
}
