package dev.sessionctl.storage.praisonai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/**
 * JSON as Python's {@code json.load} takes it: also {@code NaN} and the infinities, numbers of any length, UTF-8 only
 * and no byte order mark.
 */
final class Json {

  /** Python gives up at about 1000 levels too. */
  static final int DEEPEST = 990;

  /** Safe for use by several threads. */
  static final JsonFactory FACTORY = new JsonFactoryBuilder()
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
      .disable(JsonFactory.Feature.CHARSET_DETECTION)
      .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
      .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST)
          .maxNameLength(Integer.MAX_VALUE).maxNumberLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE).build())
      .build();

  private Json() {}
}
