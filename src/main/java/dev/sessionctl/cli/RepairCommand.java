package dev.sessionctl.cli;

import dev.sessionctl.storage.GuardException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.Repair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Mends what verify finds. */
@Command(
    name = "repair",
    description = "Mends what verify finds; shows before what would be lost, and keeps damaged bytes in lost+found.",
    exitCodeList = {
      "0:done, or nothing to do", "1:failed", "2:bad arguments", "3:some items were skipped or failed",
      "5:with --dry-run --exit-code: there is something to do", "10:no store found",
      "11:a lock or a live owner forbids it now", "12:the store changed meanwhile; nothing was done",
      "13:with --reindex: the index can be read", "14:not confirmed", "15:this cannot be repaired",
      "16:a read, write or sync failed"
    },
    footer = "Example: sessionctl repair -s ~/.openclaw --dry-run")
final class RepairCommand extends BaseCommand {

  @Parameters(paramLabel = "KEY", arity = "0..*", description = "Mend these sessions only.")
  List<String> keys = new ArrayList<>();

  @Mixin
  ChangeOptions change;

  @Option(names = "--finding", order = 10, paramLabel = "ID",
      description = "Mend findings with this id of 'sessionctl verify' only; repeatable.")
  List<String> findings = new ArrayList<>();

  @Option(names = "--reindex", order = 11,
      description = "Rebuild an index that is gone, empty or torn, before the gateway overwrites it.")
  boolean reindex;

  @Mixin
  GatewayOptions gateway;

  @Mixin
  LimitOptions limit;

  @Mixin
  MessageOptions says;

  RepairCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    change.check(given("--exit-code"));
    if (reindex && (!keys.isEmpty() || !findings.isEmpty() || given("--max-duration"))) {
      throw new UsageException("--reindex rebuilds a whole index at once: give neither KEY nor --finding nor"
          + " --max-duration with it");
    }
    List<StoreRef> stores =
        StoreSelection.forMending(context, change.stores, change.allStores, change.format);
    Repair request = new Repair(new LinkedHashSet<>(findings), new LinkedHashSet<>(keys), reindex);
    if (reindex && stores.size() > 1) {
      stores = broken(stores, request);
    }
    return new ChangeRun(context, change, says, messages, gateway.stated(context, change),
        reindex ? null : limit.maxDuration).run(stores, request);
  }

  /** Of several stores those whose index is broken; all of them when none is, so that each says so. */
  private List<StoreRef> broken(List<StoreRef> stores, Repair request) throws StoreException {
    List<StoreRef> broken = new ArrayList<>();
    for (StoreRef ref : stores) {
      try {
        context.open(ref).prepare(request).close();
        broken.add(ref);
      } catch (GuardException | UnsupportedChangeException e) {
        if (says.verbose()) {
          messages.say(e.getMessage());
        }
      }
    }
    return broken.isEmpty() ? stores : broken;
  }
}
