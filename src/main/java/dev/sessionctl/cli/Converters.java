package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.Units;
import dev.sessionctl.plan.DeleteLimit;
import dev.sessionctl.policy.FreeSpace;
import dev.sessionctl.storage.SessionKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** How words of the command line become values; a refusal says what would have been taken. */
final class Converters {
  private Converters() {}

  private static <T> T orRefuse(java.util.function.Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  static final class ToDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return orRefuse(() -> Units.parseDuration(text));
    }
  }

  static final class ToBytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return orRefuse(() -> Units.parseBytes(text));
    }
  }

  static final class ToFormat implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String text) {
      return orRefuse(() -> OutputFormat.of(text));
    }
  }

  static final class ToKind implements ITypeConverter<SessionKind> {
    @Override
    public SessionKind convert(String text) {
      SessionKind kind = SessionKind.of(text);
      if (kind == null) {
        throw new TypeConversionException("'" + text + "' is no kind: give one of " + String.join(", ", Kinds.LABELS));
      }
      return kind;
    }
  }

  /** An age of one kind, such as {@code cron=7d}. */
  static final class ToKindAge implements ITypeConverter<RetentionOptions.KindAge> {
    @Override
    public RetentionOptions.KindAge convert(String text) {
      int equals = text.indexOf('=');
      if (equals < 0) {
        throw new TypeConversionException("'" + text + "' is no age of a kind: give one such as cron=7d");
      }
      return new RetentionOptions.KindAge(new ToKind().convert(text.substring(0, equals)),
          new ToDuration().convert(text.substring(equals + 1)));
    }
  }

  /** A number from 0, or {@code all}. */
  static final class ToNumberOrAll implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (text.equals("all")) {
        return Integer.MAX_VALUE;
      }
      if (!text.matches("[0-9]{1,9}")) {
        throw new TypeConversionException("'" + text + "' is no number: give one from 0, or all");
      }
      return Integer.valueOf(text);
    }
  }

  static final class ToDeleteLimit implements ITypeConverter<DeleteLimit> {
    @Override
    public DeleteLimit convert(String text) {
      return orRefuse(() -> DeleteLimit.of(text));
    }
  }

  static final class ToFreeSpace implements ITypeConverter<FreeSpace> {
    @Override
    public FreeSpace convert(String text) {
      return orRefuse(() -> FreeSpace.of(text));
    }
  }

  static final class ToWhen implements ITypeConverter<When> {
    @Override
    public When convert(String text) {
      return orRefuse(() -> When.of(text));
    }
  }

  /** A percentage such as {@code 10%}; a bare number is refused, as it might be a count. */
  static final class ToPercent implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (text.matches("[0-9]{1,3}%")) {
        int percent = Integer.parseInt(text.substring(0, text.length() - 1));
        if (percent >= 1 && percent <= 100) {
          return percent;
        }
      }
      throw new TypeConversionException("'" + text + "' is no share: give 1% to 100%");
    }
  }

  /** A whole number that is not negative; picocli's own reading takes hexadecimal and signs too. */
  static final class ToCount implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (!text.matches("[0-9]{1,18}")) {
        throw new TypeConversionException("'" + text + "' is no number of things: give a whole number");
      }
      return Long.valueOf(text);
    }
  }

  /** Takes the next word whatever it begins with: {@code --sort -bytes} is no cluster of options. */
  static final class NextWord implements IParameterConsumer {
    @Override
    public void consumeParameters(java.util.Stack<String> args, ArgSpec arg, CommandSpec command) {
      if (args.isEmpty()) {
        throw new ParameterException(command.commandLine(), "Missing required parameter for option '--sort' (COLUMN)");
      }
      arg.setValue(args.pop());
    }
  }

  static final class Kinds implements Iterable<String> {
    static final List<String> LABELS = labels();

    @Override
    public Iterator<String> iterator() {
      return LABELS.iterator();
    }

    private static List<String> labels() {
      List<String> labels = new ArrayList<>();
      for (SessionKind kind : SessionKind.values()) {
        labels.add(kind.label());
      }
      return labels;
    }
  }
}
