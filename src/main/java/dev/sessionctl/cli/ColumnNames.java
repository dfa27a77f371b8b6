package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import java.util.List;

/** The columns that a listing knows, for those who type them. */
public final class ColumnNames {
  private ColumnNames() {}

  /** The names of the columns of a command; none where they are not known or there are none. */
  public static List<String> of(String command, CliContext context) {
    return switch (command) {
      case "list" -> new SessionColumns(OutputFormat.TABLE, true, context.environment().now(), context.formats(),
          List.of()).known();
      case "stores" -> StoresCommand.columnNames();
      default -> List.of();
    };
  }
}
