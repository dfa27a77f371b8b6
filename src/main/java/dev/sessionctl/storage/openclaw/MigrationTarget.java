package dev.sessionctl.storage.openclaw;

/** The layouts that a store can be migrated to, by the names on the command line. */
enum MigrationTarget {
  DIRECTORY("sessions.d"),
  INDEX("sessions.json");

  private final String label;

  MigrationTarget(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** The target of that name, or null. */
  static MigrationTarget of(String label) {
    for (MigrationTarget target : values()) {
      if (target.label.equals(label)) {
        return target;
      }
    }
    return null;
  }
}
