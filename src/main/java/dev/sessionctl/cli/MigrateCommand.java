package dev.sessionctl.cli;

import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.LayoutMigration;
import dev.sessionctl.storage.change.MigrationRollback;
import dev.sessionctl.storage.change.Relocation;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes a store's layout, or moves its state directory. */
@Command(
    name = "migrate",
    description = "Changes a store's layout and back, or moves a state directory with every path inside rewritten.",
    exitCodeList = {
      "0:done, or nothing to do", "1:failed", "2:bad arguments", "3:some items were skipped or failed",
      "5:with --dry-run --exit-code: there is something to do", "10:no store found",
      "11:a lock or a live owner forbids it now", "12:the store changed meanwhile; nothing was done",
      "13:a guard rail stopped the plan", "14:not confirmed", "15:this store cannot be changed that way",
      "16:a read, write or sync failed"
    },
    footer = "Example: sessionctl migrate --to sessions.d -s ~/.openclaw --dry-run")
final class MigrateCommand extends BaseCommand {

  @Mixin
  ChangeOptions change;

  @Option(names = "--to", order = 10, paramLabel = "LAYOUT", completionCandidates = Layouts.class,
      description = "Change to this layout: sessions.d or sessions.json.")
  String to;

  @Option(names = "--layout", order = 11, paramLabel = "1|2", completionCandidates = Variants.class,
      converter = Converters.ToCount.class, description = "Which variant of sessions.d; 1 by default.")
  Long layout;

  @Option(names = "--keep-index", order = 12, description = "Leave sessions.json in place, for a trial.")
  boolean keepIndex;

  @Option(names = "--gateway-reads", order = 13, paramLabel = "LAYOUT", completionCandidates = Layouts.class,
      description = "State that the running gateway reads this layout.")
  String gatewayReads;

  @Option(names = "--rollback", order = 20, description = "Take a migration back, with what was written since.")
  boolean rollback;

  @Option(names = "--run", order = 21, paramLabel = "RUN", description = "Which run to take back; the last by default.")
  String run;

  @Option(names = "--relocate", order = 30, paramLabel = "DEST",
      description = "Move the store's state directory there and rewrite the paths inside.")
  String relocate;

  @Option(names = "--copy", order = 31, description = "Copy instead of moving.")
  boolean copy;

  @Option(names = "--from", order = 32, paramLabel = "OLDROOT",
      description = "The root that paths inside begin with, when the directory came from elsewhere.")
  String from;

  @Mixin
  MessageOptions says;

  MigrateCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    change.check(given("--exit-code"));
    ChangeRequest request = request();
    return new ChangeRun(context, change, says, messages, change.stated(gatewayReads, null))
        .run(change.select(context), request);
  }

  private ChangeRequest request() {
    int ways = (to == null ? 0 : 1) + (rollback ? 1 : 0) + (relocate == null ? 0 : 1);
    if (ways != 1) {
      throw new UsageException("say what to do with exactly one of --to LAYOUT, --rollback and --relocate DEST");
    }
    only("--to", to != null, "--layout", layout != null, "--keep-index", keepIndex, "--gateway-reads",
        gatewayReads != null && !rollback);
    only("--rollback", rollback, "--run", run != null);
    only("--relocate", relocate != null, "--copy", copy, "--from", from != null);
    known("--gateway-reads", gatewayReads);
    if (rollback) {
      if (run != null && !RunId.isValid(run)) {
        throw new UsageException("'" + run + "' is no run: give the name that the migration printed");
      }
      return new MigrationRollback(run);
    }
    if (relocate != null) {
      if (!change.oneStoreNamed()) {
        throw new UsageException("--relocate moves one state directory: name it with exactly one --store");
      }
      return new Relocation(context.environment().path(relocate), copy,
          from == null ? null : context.environment().path(from));
    }
    known("--to", to);
    long variant = layout == null ? 1 : layout;
    if (variant < 1 || variant > 2 || layout != null && to.equals("sessions.json")) {
      throw new UsageException("--layout is 1 or 2, and goes with --to sessions.d");
    }
    return new LayoutMigration(to, (int) variant, keepIndex);
  }

  /** Refuses options that would be ignored: name and presence of the leading one, then of those that need it. */
  private static void only(String leader, boolean leads, Object... followers) {
    for (int i = 0; i < followers.length; i += 2) {
      if (!leads && (Boolean) followers[i + 1]) {
        throw new UsageException(followers[i] + " needs " + leader);
      }
    }
  }

  private static void known(String option, String name) {
    if (name != null && !Layouts.NAMES.contains(name)) {
      throw new UsageException(option + ": '" + name + "' is no layout: give " + String.join(" or ", Layouts.NAMES));
    }
  }

  /** What {@code --to} takes. */
  static final class Layouts implements Iterable<String> {
    static final List<String> NAMES = List.of("sessions.d", "sessions.json");

    @Override
    public Iterator<String> iterator() {
      return NAMES.iterator();
    }
  }

  /** What {@code --layout} takes. */
  static final class Variants implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("1", "2").iterator();
    }
  }
}
