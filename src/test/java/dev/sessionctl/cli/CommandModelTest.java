package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Range;

/**
 * Holds the generated models against the annotated commands. Run with {@code -Dsessionctl.regenerate=true} to write
 * them anew; a model that no longer compiles is replaced by one without the lines that do not.
 */
class CommandModelTest {

  private static final Path SOURCES =
      Path.of(System.getProperty("sessionctl.basedir", "."), "src/main/java/dev/sessionctl/cli");

  /** Where the two differ by construction: fields behind annotations, and what only wraps them. */
  private static final Set<String> OF_ANNOTATIONS = Set.of("userObject", "getter", "setter", "scope", "toString",
      "typeInfo", "mixins", "mixinAnnotatedElements", "hashCode", "annotatedElement", "specElements", "root",
      "parentCommandElements", "defaultValueFromProvider", "getValue", "originalDefaultValue", "wasSet", "copy",
      "originalFallbackValue", "originalMapFallbackValue", "mapFallbackValue", "toBuilder", "addMethodSubcommands",
      "isAddMethodSubcommands");

  private static List<Object> commands() {
    List<Object> commands = new ArrayList<>();
    commands.add(new RootCommand());
    CommandTable.all().forEach(name -> commands.add(CommandTable.create(name, null)));
    return commands;
  }

  private static Object again(Object command) {
    for (Object each : commands()) {
      if (each.getClass() == command.getClass()) {
        return each;
      }
    }
    throw new AssertionError(command.getClass());
  }

  @Test
  void whatIsKeptIsWhatTheAnnotationsSay() throws IOException {
    Map<String, String> sources = ModelWriter.sources(commands());
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path path = SOURCES.resolve(source.getKey() + ".java");
      if (Boolean.getBoolean("sessionctl.regenerate")) {
        Files.writeString(path, source.getValue());
      }
      assertThat(path).as("make it with -Dsessionctl.regenerate=true").exists();
      assertThat(Files.readString(path)).as(source.getKey()).isEqualTo(source.getValue());
    }
    try (Stream<Path> files = Files.list(SOURCES)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith("Model.java")))
          .allMatch(name -> sources.containsKey(name.replace(".java", "")));
    }
  }

  @Test
  void everyAttributeIsTheSame() {
    for (Object command : commands()) {
      CommandSpec annotated = CommandSpec.forAnnotatedObject(command);
      CommandSpec generated = CommandModels.of(again(command));
      String name = annotated.name();
      assertThat(generated.userObject()).as(name).isInstanceOf(command.getClass());
      assertThat(attributes(generated)).as(name).isEqualTo(attributes(annotated));
      assertThat(attributes(generated.usageMessage())).as(name).isEqualTo(attributes(annotated.usageMessage()));
      assertThat(attributes(generated.parser())).as(name).isEqualTo(attributes(annotated.parser()));
      assertThat(generated.optionsMap().keySet()).as(name).containsExactlyElementsOf(annotated.optionsMap().keySet());
      assertThat(generated.args()).as(name).hasSameSizeAs(annotated.args());
      for (int i = 0; i < annotated.args().size(); i++) {
        ArgSpec expected = annotated.args().get(i);
        assertThat(attributes(generated.args().get(i))).as(name + " " + expected).isEqualTo(attributes(expected));
      }
    }
  }

  @Test
  void helpIsTheSame() {
    for (Object command : commands()) {
      assertThat(new CommandLine(CommandModels.of(again(command))).getUsageMessage(Ansi.OFF))
          .isEqualTo(new CommandLine(command).getUsageMessage(Ansi.OFF));
    }
  }

  @Test
  void everyFieldIsReadAndWritten() throws Exception {
    for (Object command : commands()) {
      CommandSpec generated = CommandModels.of(again(command));
      for (ArgSpec arg : generated.args()) {
        Object other = arg.type() == boolean.class ? (Object) true : null;
        assertThat(arg.setter().<Object>set(other)).as(arg.toString()).isEqualTo(arg.initialValue());
        assertThat(arg.getter().<Object>get()).as(arg.toString()).isEqualTo(other);
        if (arg.type() == boolean.class) {
          long set = generated.args().stream().filter(each -> Boolean.TRUE.equals(each.getValue())).count();
          assertThat(set).as(arg.toString()).isOne();
          arg.setter().set(false);
        }
      }
    }
  }

  /** Everything that a public method without parameters tells, in a form that can be compared. */
  private static Map<String, Object> attributes(Object object) {
    Map<String, Object> attributes = new TreeMap<>();
    for (Method method : object.getClass().getMethods()) {
      if (method.getParameterCount() == 0 && method.getDeclaringClass() != Object.class
          && !Modifier.isStatic(method.getModifiers()) && !OF_ANNOTATIONS.contains(method.getName())) {
        try {
          method.setAccessible(true);
          Object value = comparable(method.invoke(object));
          // Annotations know no null; for picocli an empty text is the same.
          if (value != null && !value.equals("")) {
            attributes.put(method.getName(), value);
          }
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(method.toString(), e);
        }
      }
    }
    return attributes;
  }

  private static Object comparable(Object value) {
    if (value instanceof Object[] array) {
      List<Object> list = new ArrayList<>();
      for (Object each : array) {
        list.add(comparable(each));
      }
      return list;
    }
    if (value instanceof Iterable<?> iterable && !(value instanceof Path)) {
      List<Object> list = new ArrayList<>();
      iterable.forEach(each -> list.add(comparable(each)));
      return list;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, each) -> copy.put(key, comparable(each)));
      return copy;
    }
    if (value == null || value instanceof String || value instanceof Boolean || value instanceof Number
        || value instanceof Character || value instanceof Class || value instanceof Enum || value instanceof Range) {
      return value;
    }
    if (value instanceof ArgSpec arg) {
      return arg.paramLabel() + List.of(arg.description());
    }
    return value.getClass().getName();
  }
}
