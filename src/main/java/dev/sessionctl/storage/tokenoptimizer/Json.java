package dev.sessionctl.storage.tokenoptimizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;

/** The one JSON factory of this package: strict JSON, with Jackson's limits on depth and length of what is hostile. */
final class Json {

  /** Safe for use by several threads. */
  static final JsonFactory FACTORY = new JsonFactoryBuilder()
      // Names come from files: paths of a read cache above all.
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
      .build();

  private Json() {}
}
