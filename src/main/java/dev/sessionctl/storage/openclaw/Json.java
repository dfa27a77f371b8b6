package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** The one JSON factory of this package: strict JSON, with limits that hostile input cannot use up memory by. */
final class Json {

  /** Longest key that is read; OpenClaw itself sets no limit. */
  private static final int LONGEST_NAME = 1 << 20;

  /** Safe for use by several threads. */
  static final JsonFactory FACTORY = new JsonFactoryBuilder()
      // An index has as many distinct names as sessions: interning them costs more than it saves.
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
      .streamReadConstraints(StreamReadConstraints.builder().maxNameLength(LONGEST_NAME).build())
      .build();

  private Json() {}
}
