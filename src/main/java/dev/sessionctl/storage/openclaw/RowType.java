package dev.sessionctl.storage.openclaw;

/** The types of transcript rows that OpenClaw 2026.3.8 to 2026.9.6 write. */
enum RowType {
  SESSION("session"),
  MESSAGE("message"),
  MODEL_CHANGE("model_change"),
  THINKING_LEVEL_CHANGE("thinking_level_change"),
  CUSTOM("custom"),
  CUSTOM_MESSAGE("custom_message"),
  LABEL("label"),
  SESSION_INFO("session_info"),
  BRANCH_SUMMARY("branch_summary"),
  COMPACTION("compaction"),
  /** Moves the active leaf without being an entry itself (2026.6 and later). */
  LEAF("leaf"),
  /** 2026.9. */
  RESET("reset"),
  /** Anything else; hangs in the tree but never becomes the active leaf, as in 2026.7.1. */
  OTHER("");

  private final String text;

  RowType(String text) {
    this.text = text;
  }

  /** As it is written; empty for {@link #OTHER}. */
  String text() {
    return text;
  }

  static RowType of(String text) {
    return switch (text) {
      case "session" -> SESSION;
      case "message" -> MESSAGE;
      case "model_change" -> MODEL_CHANGE;
      case "thinking_level_change" -> THINKING_LEVEL_CHANGE;
      case "custom" -> CUSTOM;
      case "custom_message" -> CUSTOM_MESSAGE;
      case "label" -> LABEL;
      case "session_info" -> SESSION_INFO;
      case "branch_summary" -> BRANCH_SUMMARY;
      case "compaction" -> COMPACTION;
      case "leaf" -> LEAF;
      case "reset" -> RESET;
      default -> OTHER;
    };
  }
}
