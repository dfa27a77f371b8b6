package dev.sessionctl.storage.openclaw;

import java.util.List;

/** The regular files of one sessions directory, as seen once; symbolic links and directories are not among them. */
interface SessionsListing {

  boolean contains(String name);

  /** Bytes; 0 for a name that is not there. */
  long size(String name);

  /** Milliseconds since the epoch; 0 for a name that is not there. */
  long modifiedMillis(String name);

  /**
   * Names of the {@link ArtifactKind#TRANSCRIPT transcripts} whose name carries the given session id, in no
   * particular order.
   */
  List<String> transcriptsOf(String sessionId);
}
