package dev.sessionctl.cli;

import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One field of a command as picocli reads and writes it, without reflection; what the generated models build their
 * options with.
 */
abstract class FieldBinding implements IGetter, ISetter {

  /** The field's value. */
  abstract Object read();

  /** Changes the field's value. */
  abstract void write(Object value);

  @Override
  @SuppressWarnings("unchecked")
  public final <T> T get() {
    return (T) read();
  }

  @Override
  public final <T> T set(T value) {
    T old = get();
    write(value);
    return old;
  }

  /** An option that fills the field; reset to what the field holds now. */
  final OptionSpec.Builder option(String... names) {
    return OptionSpec.builder(names).getter(this).setter(this).initialValue(read());
  }

  /** Arguments that fill the field; reset to what the field holds now. */
  final PositionalParamSpec.Builder arguments() {
    return PositionalParamSpec.builder().getter(this).setter(this).initialValue(read());
  }
}
