package dev.sessionctl.cli;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/** Writes the Java source of one command's model from its annotated class. */
final class ModelWriter {

  private static final String PACKAGE = "dev.sessionctl.cli";
  private static final int IN_A_METHOD = 8;

  private final Class<?> type;
  private final CommandSpec spec;
  private final Map<Class<?>, String> owners = new LinkedHashMap<>();
  private final List<String> injections = new ArrayList<>();
  private final Set<String> imports = new TreeSet<>();
  private final List<Field> fields = new ArrayList<>();
  private final List<String> args = new ArrayList<>();

  private ModelWriter(Object command) {
    this.type = command.getClass();
    this.spec = CommandSpec.forAnnotatedObject(command);
    imports.add(CommandSpec.class.getCanonicalName());
  }

  /** The sources by class name, for commands by name; the one without a name is the program itself. */
  static Map<String, String> sources(List<Object> commands) {
    Map<String, String> sources = new TreeMap<>();
    StringBuilder cases = new StringBuilder();
    for (Object command : commands) {
      String name = command.getClass().getSimpleName();
      sources.put(name + "Model", new ModelWriter(command).source());
      cases.append("    if (command instanceof ").append(name).append(" known) {\n      return ")
          .append(name).append("Model.of(known);\n    }\n");
    }
    sources.put("CommandModels", "package " + PACKAGE + ";\n\n"
        + "import picocli.CommandLine.Model.CommandSpec;\n\n"
        + "/**\n * Finds the generated model of a command.\n *\n" + generated()
        + "final class CommandModels {\n  private CommandModels() {}\n\n"
        + "  /** The model; read from the annotations when none was generated yet. */\n"
        + "  static CommandSpec of(Object command) {\n" + cases
        + "    return CommandSpec.forAnnotatedObject(command);\n  }\n}\n");
    return sources;
  }

  private static String generated() {
    return " * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not"
        + " edit.\n * After a change of them:"
        + " {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.\n */\n";
  }

  private String source() {
    mixins(type, "command");
    for (ArgSpec arg : spec.args()) {
      args.add(argument(arg));
    }
    StringBuilder body = new StringBuilder();
    creation(body);
    chunks(body);
    access(body);
    StringBuilder out = new StringBuilder("package " + PACKAGE + ";\n\n");
    imports.forEach(name -> out.append("import ").append(name).append(";\n"));
    out.append("\n/**\n * The model of {@link ").append(type.getSimpleName()).append("}.\n *\n").append(generated());
    out.append("final class ").append(model()).append(" extends FieldBinding {\n\n");
    out.append("  private final ").append(type.getSimpleName()).append(" command;\n  private final int field;\n\n");
    out.append("  private ").append(model()).append("(").append(type.getSimpleName())
        .append(" command, int field) {\n    this.command = command;\n    this.field = field;\n  }\n\n");
    return out.append(body).append("}\n").toString();
  }

  private String model() {
    return type.getSimpleName() + "Model";
  }

  /** Finds where each class with options hangs below the command. */
  private void mixins(Class<?> owner, String path) {
    for (Class<?> each = owner; each != Object.class; each = each.getSuperclass()) {
      if (owners.put(each, path) != null) {
        throw new IllegalStateException(each + " is mixed in twice, which the models cannot tell apart");
      }
      for (Field field : each.getDeclaredFields()) {
        String name = path + "." + field.getName();
        if (field.isAnnotationPresent(Mixin.class)) {
          injections.add(name + " = new " + field.getType().getSimpleName() + "();");
          mixins(field.getType(), name);
        } else if (field.isAnnotationPresent(Spec.class)) {
          injections.add(name + " = spec;");
        }
      }
    }
  }

  private void creation(StringBuilder out) {
    out.append("  static CommandSpec of(").append(type.getSimpleName()).append(" command) {\n");
    out.append("    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);\n");
    injections.forEach(line -> out.append("    ").append(line).append('\n'));
    out.append("    spec.name(").append(literal(spec.name())).append(");\n    spec.usageMessage()");
    UsageMessageSpec usual = CommandSpec.create().usageMessage();
    Map<String, Method> setters = new TreeMap<>();
    for (Method method : UsageMessageSpec.class.getMethods()) {
      if (method.getParameterCount() == 1 && method.getReturnType() == UsageMessageSpec.class) {
        setters.put(method.getName(), method);
      }
    }
    setters.forEach((name, setter) -> {
      Class<?> of = setter.getParameterTypes()[0];
      if (of == boolean.class || of == String.class || of == String[].class) {
        Object value = call(spec.usageMessage(), name);
        if (!Objects.deepEquals(value, call(usual, name))) {
          out.append("\n        .").append(name).append('(').append(values(value, 12)).append(')');
        }
      }
    });
    if (!spec.usageMessage().exitCodeList().isEmpty()) {
      imports.add(UsageMessageSpec.class.getCanonicalName());
      String[] codes = spec.usageMessage().exitCodeList().entrySet().stream()
          .map(entry -> entry.getKey() + ":" + entry.getValue()).toArray(String[]::new);
      out.append("\n        .exitCodeList(UsageMessageSpec.keyValuesMap(").append(values(codes, 12)).append("))");
    }
    out.append(";\n");
    for (int i = 0; i * IN_A_METHOD < args.size(); i++) {
      out.append("    add").append(i + 1).append("(spec, command);\n");
    }
    out.append("    return spec;\n  }\n\n");
  }

  private void chunks(StringBuilder out) {
    for (int i = 0; i * IN_A_METHOD < args.size(); i++) {
      out.append("  private static void add").append(i + 1).append("(CommandSpec spec, ")
          .append(type.getSimpleName()).append(" command) {\n");
      args.subList(i * IN_A_METHOD, Math.min(args.size(), (i + 1) * IN_A_METHOD)).forEach(out::append);
      out.append("  }\n\n");
    }
  }

  private String argument(ArgSpec arg) {
    StringBuilder out = new StringBuilder();
    boolean option = arg instanceof OptionSpec;
    out.append(option ? "    spec.addOption(" : "    spec.addPositional(").append("new ").append(model())
        .append("(command, ").append(fields.size()).append(").");
    if (arg instanceof OptionSpec named) {
      out.append("option(").append(values(named.names(), 12)).append(")");
      set(out, "order", named.order() != OptionSpec.builder("-x").build().order(), named.order());
      set(out, "usageHelp", named.usageHelp(), true);
      set(out, "versionHelp", named.versionHelp(), true);
      set(out, "negatable", named.negatable(), true);
    } else {
      out.append("arguments()");
      String index = ((PositionalParamSpec) arg).index().originalValue();
      set(out, "index", index != null && !index.contains("+"), literal(String.valueOf(index)));
    }
    fields.add((Field) arg.userObject());
    out.append("\n        .type(").append(name(arg.type())).append(".class)");
    if (arg.isMultiValue()) {
      out.append(".auxiliaryTypes(").append(name(arg.auxiliaryTypes()[0])).append(".class)");
    }
    set(out, "arity", !arg.arity().isUnspecified(), literal(arg.arity().originalValue()));
    set(out, "required", arg.required(), true);
    set(out, "hidden", arg.hidden(), true);
    set(out, "splitRegex", !arg.splitRegex().isEmpty(), literal(arg.splitRegex()));
    set(out, "paramLabel", true, literal(arg.paramLabel()));
    for (ITypeConverter<?> converter : arg.converters()) {
      set(out, "converters", true, created(converter));
    }
    set(out, "completionCandidates", arg.completionCandidates() != null, created(arg.completionCandidates()));
    boolean preprocessed = !arg.preprocessor().getClass().getName().startsWith("picocli.");
    set(out, "preprocessor", preprocessed, preprocessed ? created(arg.preprocessor()) : null);
    set(out, "parameterConsumer", arg.parameterConsumer() != null, created(arg.parameterConsumer()));
    out.append("\n        .description(").append(values(arg.description(), 12)).append(")\n        .build());\n");
    return out.toString();
  }

  private static void set(StringBuilder out, String attribute, boolean given, Object value) {
    if (given) {
      int line = out.length() - out.lastIndexOf("\n");
      String call = "." + attribute + "(" + value + ")";
      out.append(line + call.length() > 116 ? "\n        " : "").append(call);
    }
  }

  private void access(StringBuilder out) {
    boolean generic = false;
    StringBuilder reads = new StringBuilder();
    StringBuilder writes = new StringBuilder();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      String path = owners.get(field.getDeclaringClass()) + "." + field.getName();
      generic |= field.getGenericType() instanceof ParameterizedType;
      reads.append("      case ").append(i).append(" -> ").append(path).append(";\n");
      writes.append("      case ").append(i).append(" -> ").append(path).append(" = (")
          .append(name(field.getGenericType())).append(") value;\n");
    }
    String otherwise = "      default -> throw new IllegalStateException();\n";
    out.append("  @Override\n  Object read() {\n    return switch (field) {\n").append(reads).append(otherwise)
        .append("    };\n  }\n\n  @Override\n").append(generic ? "  @SuppressWarnings(\"unchecked\")\n" : "")
        .append("  void write(Object value) {\n    switch (field) {\n").append(writes).append(otherwise)
        .append("    }\n  }\n");
  }

  private String created(Object instance) {
    return instance == null ? null : "new " + name(instance.getClass()) + "()";
  }

  /** How a type is written, boxed where it is primitive and cast to; notes the import it needs. */
  private String name(Type of) {
    if (of instanceof ParameterizedType generic) {
      return name(generic.getRawType()) + "<" + name(generic.getActualTypeArguments()[0]) + ">";
    }
    Class<?> plain = (Class<?>) of;
    if (plain == boolean.class) {
      return "boolean";
    }
    String full = plain.getCanonicalName();
    if (plain.getPackageName().equals(PACKAGE)) {
      return full.substring(PACKAGE.length() + 1);
    }
    if (!plain.getPackageName().equals("java.lang")) {
      imports.add(full);
    }
    return plain.getSimpleName();
  }

  private static Object call(Object object, String getter) {
    try {
      return object.getClass().getMethod(getter).invoke(object);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Values as arguments of a call, each on lines of its own when they are long. */
  private static String values(Object value, int indent) {
    if (!(value instanceof String[] texts)) {
      String text = value instanceof String string ? literal(string) : String.valueOf(value);
      return text.length() > 80 ? "\n" + " ".repeat(indent) + text : text;
    }
    String one = String.join(", ", Arrays.stream(texts).map(ModelWriter::literal).toList());
    if (one.length() <= 60 && !one.contains("\n")) {
      return one;
    }
    String margin = "\n" + " ".repeat(indent);
    return margin + String.join("," + margin, Arrays.stream(texts).map(ModelWriter::literal).toList());
  }

  /** A string literal, broken into lines at blanks. */
  private static String literal(String text) {
    StringBuilder out = new StringBuilder("\"");
    int line = 0;
    for (String word : text.split("(?<= )")) {
      if (line + word.length() > 90) {
        out.append("\"\n").append(" ".repeat(12)).append("+ \"");
        line = 0;
      }
      out.append(word.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
      line += word.length();
    }
    return out.append('"').toString();
  }
}
