package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link InspectCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class InspectCommandModel extends FieldBinding {

  private final InspectCommand command;
  private final int field;

  private InspectCommandModel(InspectCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(InspectCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.storeOptions = new StoreOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("inspect");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Shows one session: decoded fields, files, locks, owners, transcript; or, without a KEY, "
            + "the store itself.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "Messages and stored bytes may hold secrets; they are shown only on request.")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done",
            "1:no such session, or a damaged store",
            "2:bad arguments",
            "3:something could not be read; the rest is shown",
            "10:no store found",
            "15:a store of a version that is not read",
            "16:a read failed"));
    add1(spec, command);
    add2(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, InspectCommand command) {
    spec.addOption(new InspectCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new InspectCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addPositional(new InspectCommandModel(command, 2).arguments().index("*")
        .type(List.class).auxiliaryTypes(String.class).arity("0..*").paramLabel("KEY")
        .description("Session keys; none for the store itself.")
        .build());
    spec.addOption(new InspectCommandModel(command, 3).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description(
            "A store, a state directory, or a home to search; repeatable. Default: where the products "
            + "keep their stores.")
        .build());
    spec.addOption(new InspectCommandModel(command, 4).option("--format").order(101)
        .type(String.class).paramLabel("NAME")
        .description("Look for stores of this format only.")
        .build());
    spec.addOption(new InspectCommandModel(command, 5).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new InspectCommand.Formats())
        .description("table (default) or json.")
        .build());
    spec.addOption(new InspectCommandModel(command, 6).option("--utc").order(305)
        .type(boolean.class).paramLabel("<utc>")
        .description("Show times in UTC instead of the local zone.")
        .build());
    spec.addOption(new InspectCommandModel(command, 7).option("--messages").order(400)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description("Show the last N messages.")
        .build());
  }

  private static void add2(CommandSpec spec, InspectCommand command) {
    spec.addOption(new InspectCommandModel(command, 8).option("--raw").order(401)
        .type(boolean.class).paramLabel("<raw>")
        .description("Write the stored entry of one session as it stands.")
        .build());
    spec.addOption(new InspectCommandModel(command, 9).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new InspectCommandModel(command, 10).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new InspectCommandModel(command, 11).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new InspectCommandModel(command, 12).option("--config").order(803)
        .type(String.class).paramLabel("FILE")
        .description(
            "Read this configuration file instead of the user's and the machine's.")
        .build());
  }

  @Override
  Object read() {
    return switch (field) {
      case 0 -> command.help;
      case 1 -> command.debug;
      case 2 -> command.keys;
      case 3 -> command.storeOptions.stores;
      case 4 -> command.storeOptions.format;
      case 5 -> command.output;
      case 6 -> command.utc;
      case 7 -> command.lastMessages;
      case 8 -> command.raw;
      case 9 -> command.says.quiet;
      case 10 -> command.says.verbose;
      case 11 -> command.says.color;
      case 12 -> command.says.config;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.keys = (List<String>) value;
      case 3 -> command.storeOptions.stores = (List<String>) value;
      case 4 -> command.storeOptions.format = (String) value;
      case 5 -> command.output = (OutputFormat) value;
      case 6 -> command.utc = (boolean) value;
      case 7 -> command.lastMessages = (Long) value;
      case 8 -> command.raw = (boolean) value;
      case 9 -> command.says.quiet = (boolean) value;
      case 10 -> command.says.verbose = (boolean) value;
      case 11 -> command.says.color = (When) value;
      case 12 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
