package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.Standing;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.gemini.SessionDocument.Condition;
import java.util.ArrayList;
import java.util.List;

/** Makes rows of sessions. All of them are conversations of a person at the product's user interface. */
record SessionRows(StoreRef store, ScanRequest request, Environment environment) {

  Session row(Catalog.Entry entry) {
    SessionDocument document = entry.document();
    Object[] extra = null;
    if (!request.extraColumns().isEmpty()) {
      extra = request.extraColumns().stream().map(name -> switch (name) {
        case "project" -> document.projectPath;
        case "cliSessionId" -> document.cliSessionId;
        case "file" -> entry.file().name();
        default -> null;
      }).toArray();
    }
    return new Session(store, entry.key(), document.id, SessionKind.DIRECT, null, document.title,
        document.createdAt, lastActivity(document), request.messages() ? document.messages : Session.UNKNOWN,
        Session.UNKNOWN, entry.file().identity().size(), SessionState.IDLE, flags(entry),
        request.standing() ? standing(entry) : null, extra);
  }

  /** The product records it with every message; a file without it is as old as its last message. */
  private static long lastActivity(SessionDocument document) {
    return document.lastActivity == Session.UNKNOWN ? document.lastMessage : document.lastActivity;
  }

  private List<String> flags(Catalog.Entry entry) {
    SessionDocument document = entry.document();
    List<String> flags = new ArrayList<>(0);
    if (document.condition == Condition.TRAILING) {
      flags.add("damaged");
    }
    if (entry.shadowedBy() != null) {
      flags.add("shadowed");
    }
    if (document.id == null) {
      flags.add("no-id");
    } else if (entry.isMisnamed()) {
      flags.add("misnamed");
    }
    if ("".equals(document.projectPath)) {
      flags.add("begun-anew");
    }
    if (document.newestTime() > environment.now()) {
      flags.add("future");
    }
    return flags.isEmpty() ? List.of() : flags;
  }

  private static Standing standing(Catalog.Entry entry) {
    SessionDocument document = entry.document();
    long touched = Math.max(document.newestTime(), entry.file().identity().modifiedMillis());
    String protection = document.condition == Condition.TRAILING ? "damaged: repair it first" : null;
    return new Standing(protection, null, touched, false, 1, 0);
  }
}
