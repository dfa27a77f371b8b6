package dev.sessionctl.storage.relocate;

/** What has to be done with a file whose directory gets another name. */
public enum Treatment {
  /** The whole text is JSON in which paths stand. */
  REWRITE,
  /** Only the first line names directories. */
  REWRITE_HEADER,
  /** Nothing in it is resolved by the product. */
  KEEP,
  /** Meaningless elsewhere: locks, unfinished temporary files, sockets, this tool's own area. */
  LEAVE
}
