package dev.sessionctl.cli;

import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.trash.Trash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts back what a run set aside. */
@Command(
    name = "restore",
    description = "Puts back what a run set aside: files and entries, byte for byte, and modes, never over anything"
        + " newer; not damaged bytes in lost+found. Of a run of 'restore --replace' the store as it was before, while"
        + " no owner lives; what stands there now goes to the trash in turn.",
    exitCodeList = {
      "0:done, or nothing to do", "1:failed, or nothing of the run can be put back", "2:bad arguments",
      "3:some items were skipped or failed", "5:with --dry-run --exit-code: there is something to do",
      "10:no store found", "11:a lock or a live owner forbids it now",
      "12:the store changed meanwhile; nothing was done",
      "13:of a run of 'restore --replace': sessions were active since", "14:not confirmed",
      "15:this store cannot be changed that way", "16:a read, write or sync failed"
    },
    footer = "Example: sessionctl trash restore 20261120T045500.123Z-9f3a1c2e -s ~/.openclaw --dry-run")
final class TrashRestoreCommand extends BaseCommand {

  @Parameters(index = "0", arity = "0..1", paramLabel = "RUN", description = "The run, as 'trash list' shows it.")
  String run;

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "KEY",
      description = "Put back only these sessions.")
  List<String> keys = new ArrayList<>();

  @Option(names = "--over-newer", order = 10,
      description = "Of a run of 'restore --replace': also when sessions were active since.")
  boolean overNewer;

  @Mixin
  ChangeOptions change;
  @Mixin
  GatewayOptions gateway;
  @Mixin
  MessageOptions says;

  TrashRestoreCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    change.check(given("--exit-code"));
    if (run == null || !RunId.isValid(run)) {
      throw new UsageException(run == null ? "say which run to restore; 'sessionctl trash list' shows them"
          : "'" + run + "' is no run: give the name that 'sessionctl trash list' shows");
    }
    GateOptions stated = gateway.stated(context, change);
    List<StoreRef> stores = change.select(context);
    List<StoreRef> having = new ArrayList<>();
    for (StoreRef ref : stores) {
      if (holds(ref)) {
        having.add(ref);
      }
    }
    if (having.isEmpty()) {
      throw new StoreException("the trash of " + (stores.size() == 1 ? stores.get(0).path() : "these stores")
          + " holds nothing of a run " + run + "; 'sessionctl trash list' shows the runs");
    }
    return new ChangeRun(context, change, says, messages, stated)
        .run(having, new Restoration(run, new LinkedHashSet<>(keys), overNewer));
  }

  /** Whether the run changed that store, in either layout; stores of one directory share their trash. */
  private boolean holds(StoreRef ref) throws StoreException {
    try {
      Trash.Run found = new Trash(context.open(ref).area()).find(run);
      return found != null && (found.store().equals(ref.path())
          || sameStem(found.store().getFileName().toString(), ref.path().getFileName().toString()));
    } catch (IOException e) {
      throw StorageIoException.of("read the trash of", ref.path(), e);
    }
  }

  /** {@code sessions.json} and {@code sessions.d}; a database {@code sessions.db} in {@code sessions} is another. */
  private static boolean sameStem(String one, String other) {
    int dot = one.lastIndexOf('.');
    int otherDot = other.lastIndexOf('.');
    return one.equals(other) || dot >= 0 && otherDot >= 0 && one.substring(0, dot).equals(other.substring(0, otherDot));
  }
}
