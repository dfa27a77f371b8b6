package dev.sessionctl.storage.change;

import java.io.IOException;
import java.util.Map;

/** The record of a run that is written ahead of every step, so that an interrupted run can be finished or undone. */
public interface Journal {

  /**
   * Records a step, and returns once the record is durable.
   *
   * @param step name of the step that is about to be taken
   * @param fields what is needed to finish or undo it: strings, numbers and booleans
   */
  void step(String step, Map<String, ?> fields) throws IOException;
}
