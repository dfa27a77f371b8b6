package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.Standing;
import dev.sessionctl.storage.StoreRef;
import java.util.ArrayList;
import java.util.List;

/** Makes the rows of a list from those of the table. */
record TranscriptSession(StoreRef store, ScanRequest request, Environment environment) {

  Session of(TranscriptRow row, SessionContent content) {
    String time = content.updatedAt == null ? row.updatedAt() : content.updatedAt;
    long active = SessionContent.millis(time, environment);
    String agent = content.shownAgent();
    boolean known = content.isReadable() && !row.isLarge();
    Standing standing = request.standing()
        ? new Standing("in a gateway's database, which only the product changes", content.shownParent(), active) : null;
    return new Session(store, row.key(), content.id, ContentColumns.kind(row.key(), content),
        agent == null ? row.agentName() : agent, content.shownTitle(),
        SessionContent.millis(content.createdAt, environment), active, known ? content.messages : Session.UNKNOWN,
        SessionContent.whole(content.tokens), Math.max(0, row.bytes()), SessionState.IDLE,
        flags(row, content, active), standing,
        ContentColumns.extra(request.extraColumns(), content, content.family()));
  }

  private List<String> flags(TranscriptRow row, SessionContent content, long active) {
    List<String> flags = new ArrayList<>(0);
    if (row.isLarge()) {
      flags.add("large");
    }
    ContentColumns.addShape(content, flags);
    if (content.isReadable() && content.id != null && !content.id.equals(row.key())) {
      flags.add("other-id");
    }
    ContentColumns.addUse(content, active, environment.now(), flags);
    return flags;
  }
}
