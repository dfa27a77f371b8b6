package dev.sessionctl.cli;

import picocli.CommandLine.Model.CommandSpec;

/**
 * Finds the generated model of a command.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class CommandModels {
  private CommandModels() {}

  /** The model; read from the annotations when none was generated yet. */
  static CommandSpec of(Object command) {
    if (command instanceof RootCommand known) {
      return RootCommandModel.of(known);
    }
    if (command instanceof ListCommand known) {
      return ListCommandModel.of(known);
    }
    if (command instanceof InspectCommand known) {
      return InspectCommandModel.of(known);
    }
    if (command instanceof VerifyCommand known) {
      return VerifyCommandModel.of(known);
    }
    if (command instanceof CompactCommand known) {
      return CompactCommandModel.of(known);
    }
    if (command instanceof EvictCommand known) {
      return EvictCommandModel.of(known);
    }
    if (command instanceof MigrateCommand known) {
      return MigrateCommandModel.of(known);
    }
    if (command instanceof RepairCommand known) {
      return RepairCommandModel.of(known);
    }
    if (command instanceof TrashCommand known) {
      return TrashCommandModel.of(known);
    }
    if (command instanceof TrashListCommand known) {
      return TrashListCommandModel.of(known);
    }
    if (command instanceof TrashRestoreCommand known) {
      return TrashRestoreCommandModel.of(known);
    }
    if (command instanceof TrashPurgeCommand known) {
      return TrashPurgeCommandModel.of(known);
    }
    if (command instanceof BackupCommand known) {
      return BackupCommandModel.of(known);
    }
    if (command instanceof BackupCreateCommand known) {
      return BackupCreateCommandModel.of(known);
    }
    if (command instanceof BackupListCommand known) {
      return BackupListCommandModel.of(known);
    }
    if (command instanceof BackupVerifyCommand known) {
      return BackupVerifyCommandModel.of(known);
    }
    if (command instanceof BackupPruneCommand known) {
      return BackupPruneCommandModel.of(known);
    }
    if (command instanceof RestoreCommand known) {
      return RestoreCommandModel.of(known);
    }
    if (command instanceof LocksCommand known) {
      return LocksCommandModel.of(known);
    }
    if (command instanceof StoresCommand known) {
      return StoresCommandModel.of(known);
    }
    if (command instanceof ShellCommand known) {
      return ShellCommandModel.of(known);
    }
    if (command instanceof CompletionCommand known) {
      return CompletionCommandModel.of(known);
    }
    if (command instanceof HelpCommand known) {
      return HelpCommandModel.of(known);
    }
    return CommandSpec.forAnnotatedObject(command);
  }
}
