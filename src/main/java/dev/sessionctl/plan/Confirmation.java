package dev.sessionctl.plan;

import java.io.IOException;

/** Asks the operator. */
public interface Confirmation {

  /** Whether there is somebody to ask. */
  boolean canAsk();

  /** Whether the answer is yes; anything else, the end of input included, is no. */
  boolean ask(String question) throws IOException;
}
