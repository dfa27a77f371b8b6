package dev.sessionctl.storage;

import java.util.Optional;

/** Gives the disk and the processor to others first, such as the gateway whose store is worked on. */
@FunctionalInterface
public interface Courtesy {

  /** For surroundings in which nobody is to be let go first. */
  Courtesy NONE = Optional::empty;

  /**
   * Lets other processes go first from now on, in all that this process does.
   *
   * @return what could not be had, or nothing; the work is the same without
   */
  Optional<String> yieldToOthers();
}
