package dev.sessionctl.storage.openclaw.sqlite;

import java.nio.file.Path;

/**
 * Where everything of an agent lies around its database (2026.9.6): {@code <state>/agents/<id>/agent/<database>}.
 *
 * @param database the agent's database
 */
record AgentPlaces(Path database) {

  /** {@code <state>/agents/<id>}. */
  Path agent() {
    return database.getParent().getParent();
  }

  /** Where sessions lay as files, and where transcripts that are out of use still do. */
  Path sessions() {
    return agent().resolve("sessions");
  }

  Path coldStorage() {
    return sessions().resolve("cold");
  }

  /** An index of an earlier release that was not imported. */
  Path index() {
    return sessions().resolve("sessions.json");
  }

  /** What the import moved away: the only copies of what was there before. */
  Path importArchive() {
    return agent().resolve("session-sqlite-import-archive");
  }

  /** The state directory; a database that lies elsewhere has what is called so two levels above its agent. */
  Path state() {
    Path agents = agent().getParent();
    return agents == null || agents.getParent() == null ? agent() : agents.getParent();
  }

  Path manifests() {
    return state().resolve("session-sqlite-migration-runs");
  }

  /** The database that all agents share. */
  Path shared() {
    return state().resolve("state").resolve("openclaw.sqlite");
  }
}
