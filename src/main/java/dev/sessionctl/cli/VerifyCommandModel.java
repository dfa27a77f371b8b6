package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link VerifyCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class VerifyCommandModel extends FieldBinding {

  private final VerifyCommand command;
  private final int field;

  private VerifyCommandModel(VerifyCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(VerifyCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.storeOptions = new StoreOptions();
    command.priority = new PriorityOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("verify");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Checks stores, read-only, and says what is wrong and how to mend it.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "Level 1 checks the index and names, 2 also every transcript, 3 also cross-references, "
            + "hashes and modes.")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:nothing found",
            "1:a store could not be checked",
            "2:bad arguments",
            "3:nothing found, but not everything could be read",
            "4:errors or warnings were found",
            "10:no store found",
            "15:a store of a version that is not read",
            "16:a read failed"));
    add1(spec, command);
    add2(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, VerifyCommand command) {
    spec.addOption(new VerifyCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 2).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description(
            "A store, a state directory, or a home to search; repeatable. Default: where the products "
            + "keep their stores.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 3).option("--format").order(101)
        .type(String.class).paramLabel("NAME")
        .description("Look for stores of this format only.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 4).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new VerifyCommand.Formats())
        .description("table (default), wide, json, jsonl, tsv or csv.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 5).option("--no-header").order(304)
        .type(boolean.class).paramLabel("<noHeader>")
        .description("Leave out column names and totals.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 6).option("--level").order(400)
        .type(Long.class).paramLabel("1|2|3").converters(new Converters.ToCount())
        .completionCandidates(new VerifyCommand.Levels())
        .description("How thoroughly to check; 2 by default.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 7).option("--sample").order(401)
        .type(Integer.class).paramLabel("N%%").converters(new Converters.ToPercent())
        .description("Look at this share of the transcripts only.")
        .build());
  }

  private static void add2(CommandSpec spec, VerifyCommand command) {
    spec.addOption(new VerifyCommandModel(command, 8).option("--seed").order(402)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description("Which sample; other seeds choose other sessions.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 9).option("--max-duration").order(403)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("Begin no further transcript after this time.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 10).option("--errors-only").order(404)
        .type(boolean.class).paramLabel("<errorsOnly>")
        .description("Report errors only, and let only them count.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 11).option("--idle-io").order(600)
        .type(boolean.class).paramLabel("<idleIo>")
        .description(
            "Let other processes use the disk and the processor first; needs ionice.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 12).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 13).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 14).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new VerifyCommandModel(command, 15).option("--config").order(803)
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
      case 2 -> command.storeOptions.stores;
      case 3 -> command.storeOptions.format;
      case 4 -> command.output;
      case 5 -> command.noHeader;
      case 6 -> command.level;
      case 7 -> command.sample;
      case 8 -> command.seed;
      case 9 -> command.maxDuration;
      case 10 -> command.errorsOnly;
      case 11 -> command.priority.idleIo;
      case 12 -> command.says.quiet;
      case 13 -> command.says.verbose;
      case 14 -> command.says.color;
      case 15 -> command.says.config;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.storeOptions.stores = (List<String>) value;
      case 3 -> command.storeOptions.format = (String) value;
      case 4 -> command.output = (OutputFormat) value;
      case 5 -> command.noHeader = (boolean) value;
      case 6 -> command.level = (Long) value;
      case 7 -> command.sample = (Integer) value;
      case 8 -> command.seed = (Long) value;
      case 9 -> command.maxDuration = (Duration) value;
      case 10 -> command.errorsOnly = (boolean) value;
      case 11 -> command.priority.idleIo = (boolean) value;
      case 12 -> command.says.quiet = (boolean) value;
      case 13 -> command.says.verbose = (boolean) value;
      case 14 -> command.says.color = (When) value;
      case 15 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
