package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link BackupCreateCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class BackupCreateCommandModel extends FieldBinding {

  private final BackupCreateCommand command;
  private final int field;

  private BackupCreateCommandModel(BackupCreateCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(BackupCreateCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.priority = new PriorityOptions();
    command.progress = new ProgressOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("create");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Copies stores into one archive, or a directory, while their gateways go on: what was "
            + "saved when it began is in it. Takes no lock of a gateway and writes nothing into a store.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "TARGET is a directory that exists, where the backup gets a name by its time, or the name "
            + "of what is made, or -",
            "for standard output.",
            "Example: sessionctl backup create --all-stores - | ssh host 'cat > sessions.tar.zst'")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done",
            "1:failed",
            "2:bad arguments",
            "3:something could not be taken; each is named, the rest is there",
            "10:no store found",
            "16:the backup could not be written; nothing is left of it"));
    add1(spec, command);
    add2(spec, command);
    add3(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, BackupCreateCommand command) {
    spec.addOption(new BackupCreateCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addPositional(new BackupCreateCommandModel(command, 2).arguments()
        .type(String.class).arity("1").required(true).paramLabel("TARGET")
        .description("Where the backup goes; - is standard output.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 3).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description(
            "The store to copy, a state directory, or a home to search; repeatable.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 4).option("--all-stores").order(101)
        .type(boolean.class).paramLabel("<allStores>")
        .description("Copy every store that 'sessionctl stores' shows.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 5).option("--format").order(102)
        .type(String.class).paramLabel("NAME")
        .description("Look for stores of this format only.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 6).option("--directory").order(200)
        .type(boolean.class).paramLabel("<directory>")
        .description("Make a directory with the files as they are, no archive.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 7).option("--level").order(201)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description("How hard to compress, 1 to 19; 3 by default.")
        .build());
  }

  private static void add2(CommandSpec spec, BackupCreateCommand command) {
    spec.addOption(new BackupCreateCommandModel(command, 8).option("--base").order(210)
        .type(String.class).paramLabel("BACKUP")
        .description(
            "An earlier backup: what is unchanged since is not copied again. The new one needs it.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 9).option("--checksum").order(211)
        .type(boolean.class).paramLabel("<checksum>")
        .description(
            "With --base: tell what is unchanged by reading it, not by its times and inode.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 10).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new BackupCreateCommand.Formats())
        .description("table (default) or json.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 11).option("--idle-io").order(600)
        .type(boolean.class).paramLabel("<idleIo>")
        .description(
            "Let other processes use the disk and the processor first; needs ionice.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 12).option("--progress").order(700)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForProgress())
        .description(
            "Report progress on standard error: auto (on a terminal, after a second; the default), "
            + "always, never, json.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 13).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 14).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new BackupCreateCommandModel(command, 15).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
  }

  private static void add3(CommandSpec spec, BackupCreateCommand command) {
    spec.addOption(new BackupCreateCommandModel(command, 16).option("--config").order(803)
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
      case 2 -> command.target;
      case 3 -> command.stores;
      case 4 -> command.allStores;
      case 5 -> command.format;
      case 6 -> command.directory;
      case 7 -> command.level;
      case 8 -> command.base;
      case 9 -> command.checksum;
      case 10 -> command.output;
      case 11 -> command.priority.idleIo;
      case 12 -> command.progress.progress;
      case 13 -> command.says.quiet;
      case 14 -> command.says.verbose;
      case 15 -> command.says.color;
      case 16 -> command.says.config;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.target = (String) value;
      case 3 -> command.stores = (List<String>) value;
      case 4 -> command.allStores = (boolean) value;
      case 5 -> command.format = (String) value;
      case 6 -> command.directory = (boolean) value;
      case 7 -> command.level = (Long) value;
      case 8 -> command.base = (String) value;
      case 9 -> command.checksum = (boolean) value;
      case 10 -> command.output = (OutputFormat) value;
      case 11 -> command.priority.idleIo = (boolean) value;
      case 12 -> command.progress.progress = (When) value;
      case 13 -> command.says.quiet = (boolean) value;
      case 14 -> command.says.verbose = (boolean) value;
      case 15 -> command.says.color = (When) value;
      case 16 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
