package dev.sessionctl.storage.praisonai;

import java.util.Set;

/** Which of the product's stores wrote a file, told by its content; it decides which lock counts. */
enum Family {
  /** {@code DefaultSessionStore} and the stores of projects. */
  DEFAULT("default"),
  /** {@code HierarchicalSessionStore}: also parents, children, snapshots, sharing. */
  HIERARCHICAL("hierarchical"),
  /** {@code UnifiedSessionStore} of the interactive prompt: locks the file itself and rewrites it in place. */
  UNIFIED("unified"),
  /** A file of the interactive prompt that one of the others has rewritten, so that the prompt cannot load it. */
  HYBRID("hybrid"),
  /** A directory of the former {@code SessionManager}. */
  RUN("run"),
  /** A value of the file backend of {@code session list}: no session. */
  BACKEND("backend"),
  /** Cannot be read as any. */
  UNKNOWN("unknown");

  /** What only a file of the interactive prompt has. */
  static final Set<String> UNIFIED_ONLY =
      Set.of("workspace", "current_model", "total_input_tokens", "total_output_tokens", "total_cost", "request_count");

  /** What such a file may have besides; anything else, and the prompt cannot load it. */
  static final Set<String> UNIFIED_ALSO = Set.of("session_id", "created_at", "updated_at", "messages", "metadata",
      "parent_id", "children_ids");

  /** What the hierarchical store adds. */
  static final Set<String> HIERARCHICAL_ONLY = Set.of("parent_id", "forked_from_message_id", "children_ids",
      "snapshots", "is_shared", "title");

  /** What every file of the first two may have. */
  static final Set<String> DEFAULT_KEYS = Set.of("session_id", "messages", "created_at", "updated_at", "agent_name",
      "user_id", "metadata", "gateway_session_id", "agent_id", "runtime_state", "archived_messages", "last_compaction",
      "model", "llm", "total_tokens", "token_count", "cost", "source");

  private final String label;

  Family(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Whether its lock is the file beside it, and readers see whole files only. */
  boolean locksBeside() {
    return this == DEFAULT || this == HIERARCHICAL || this == HYBRID;
  }
}
