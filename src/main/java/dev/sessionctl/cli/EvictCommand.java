package dev.sessionctl.cli;

import dev.sessionctl.output.Units;
import dev.sessionctl.plan.DeleteLimit;
import dev.sessionctl.plan.EvictionGuard;
import dev.sessionctl.plan.PlanGuard;
import dev.sessionctl.policy.Retention;
import dev.sessionctl.policy.RetentionGroup;
import dev.sessionctl.policy.RetentionPolicy;
import dev.sessionctl.policy.SessionSelector;
import dev.sessionctl.storage.GuardException;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.Trash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes sessions out of a store by a retention policy. */
@Command(
    name = "evict",
    description = "Takes sessions out of a store by age, number, size and kind, into a trash that gives them back.",
    exitCodeList = {
      "0:done, or nothing to do", "1:failed", "2:bad arguments, or a contradictory or empty policy",
      "3:some items were skipped or failed", "5:with --dry-run --exit-code: there is something to do",
      "10:no store found", "11:a lock or a live owner forbids it now",
      "12:the store changed meanwhile; nothing was done", "13:a guard rail stopped the plan", "14:not confirmed",
      "15:this store cannot be changed that way", "16:a read, write or sync failed"
    },
    footer = "Example: sessionctl evict --max-age 30d --max-age-for cron=7d -s ~/.openclaw --dry-run")
final class EvictCommand extends BaseCommand {

  @Mixin
  ChangeOptions change;

  @Mixin
  SelectorOptions selectors;

  @Mixin
  RetentionOptions retention;

  @Option(names = "--orphans", order = 30, paramLabel = "CLASS", split = ",", completionCandidates = Orphans.class,
      description = "Also transcripts of no session: garbage (hold nothing; in claude-mem rows of no session), machine"
          + " (of jobs and subagents), history (left by resets).")
  List<String> orphans = new ArrayList<>();

  @Option(names = "--archives-older-than", order = 31, paramLabel = "DURATION",
      converter = Converters.ToDuration.class,
      description = "Also archives, backups and left-over temporary files of that age, and copies of databases that"
          + " their product left.")
  Duration archiveAge;

  @Option(names = "--full", order = 32,
      description = "Of formats that keep a record of what was done in a session (token-optimizer): take it too, of"
          + " sessions that are cold. Without it the record stays, so that nothing is done twice.")
  boolean full;

  @Option(names = "--max-delete", order = 40, paramLabel = "N|PERCENT", converter = Converters.ToDeleteLimit.class,
      description = "Refuse a plan that takes more sessions of a store than this; 50 percent by default.")
  DeleteLimit maxDelete;

  @Option(names = "--trust-clock", order = 41,
      description = "State that the clock is right although sessions were active after what it says.")
  boolean trustClock;

  @Option(names = "--show-policy", order = 42, description = "Show the policy in force and do nothing.")
  boolean showPolicy;

  @Mixin
  GatewayOptions gateway;

  @Mixin
  LimitOptions limit;

  @Mixin
  MessageOptions says;

  EvictCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    change.check(given("--exit-code"));
    for (String name : orphans) {
      if (!Orphans.NAMES.contains(name)) {
        throw new UsageException("--orphans: '" + name + "' is no class: give " + String.join(", ", Orphans.NAMES));
      }
    }
    RetentionPolicy policy = retention.policy(!selectors.keys.isEmpty() || selectors.idsFrom != null,
        !orphans.isEmpty() || archiveAge != null, full);
    if (showPolicy) {
      Cli.print(context, String.join("\n", describe(policy)) + "\n");
      return ExitCode.OK;
    }
    List<StoreRef> stores = change.select(context);
    if (policy.minFree() != null && stores.size() > 1) {
      throw new UsageException("--min-free needs one store: each of several would make all of the room");
    }
    requireRecords(stores);
    SessionSelector selector = selectors.selector(context);
    int code = new ChangeRun(context, change, says, messages, gateway.stated(context, change), limit.maxDuration)
        .run(stores, store -> ask(store, policy, selector));
    for (String key : selector.unmetKeys()) {
      messages.say("no session '" + key + "'");
      code = code == ExitCode.OK ? ExitCode.PARTIAL : code;
    }
    return code;
  }

  /** Refuses {@code --full} before anything is read, where it would mean nothing. */
  private void requireRecords(List<StoreRef> stores) {
    for (StoreRef store : stores) {
      if (full && !context.format(store.format()).leavesRecords()) {
        throw new UsageException("--full: an eviction from " + store.format() + " stores leaves no record that it"
            + " could take too; leave it out for " + store.path());
      }
    }
  }

  private List<String> describe(RetentionPolicy policy) {
    List<String> lines = new ArrayList<>(policy.describe());
    if (!orphans.isEmpty()) {
      lines.add("orphans " + String.join(", ", orphans));
    }
    if (archiveAge != null) {
      lines.add("archives-older-than " + Units.formatDuration(archiveAge));
    }
    lines.add("max-delete " + deleteLimit());
    return lines;
  }

  private DeleteLimit deleteLimit() {
    return maxDelete == null ? DeleteLimit.USUAL : maxDelete;
  }

  private ChangeRun.Task ask(Store store, RetentionPolicy policy, SessionSelector selector) throws IOException {
    Retention decisions = new Retention(policy, selector, context.environment().now());
    boolean complete = scan(store, policy, decisions);
    PlanGuard guard = new EvictionGuard(deleteLimit(), complete, decisions.newestActivity(),
        context.environment().now(), trustClock);
    List<String> notices = new ArrayList<>();
    if (policy.minFree() != null) {
      notices.add(measure(store, policy, decisions));
    }
    return new ChangeRun.Task(request(policy, decisions, notices), guard);
  }

  private boolean scan(Store store, RetentionPolicy policy, Retention decisions) throws StoreException {
    List<String> columns = policy.group() == RetentionGroup.CHANNEL ? List.of("channel") : List.of();
    StoreRun problems = new StoreRun(List.of(store.ref()), messages);
    boolean complete = store.scan(new ScanRequest(true, false, true, columns), new SessionVisitor() {
      @Override
      public void session(Session session) {
        decisions.add(session);
      }

      @Override
      public void problem(Path path, String message) {
        problems.problem(path, message);
      }
    });
    return complete && problems.isComplete();
  }

  /** Tells the policy how much is free, and says what that is made of. */
  private String measure(Store store, RetentionPolicy policy, Retention decisions) throws IOException {
    Path place = store.area().root().getParent();
    long usable = context.environment().fileSystems().usableBytes(place);
    long total = context.environment().fileSystems().totalBytes(place);
    if (usable < 0 || total < 0) {
      throw new GuardException("it is not known how much is free on the file system of " + place
          + ", so --min-free cannot be used");
    }
    if (policy.minFree().bytes(total) > total) {
      throw new GuardException("--min-free " + policy.minFree() + " is more than the whole file system of " + place
          + " (" + Units.formatBytes(total) + ")");
    }
    long trashed = new Trash(store.area()).bytes();
    decisions.freeSpace(usable + trashed, total);
    return Units.formatBytes(usable) + " of " + Units.formatBytes(total) + " are free, and "
        + Units.formatBytes(trashed) + " lie in the trash on the same file system; evicting frees nothing by itself:"
        + " the space comes back with 'sessionctl trash purge'";
  }

  private Eviction request(RetentionPolicy policy, Retention decisions, List<String> more) {
    List<PlanItem> items = decisions.decide();
    List<String> notices = new ArrayList<>();
    notices.add("policy: " + String.join("; ", describe(policy)));
    notices.addAll(more);
    notices.addAll(decisions.notices());
    return new Eviction(items, new LinkedHashSet<>(orphans), archiveAge, policy.quietFor(), notices,
        full);
  }

  /** What {@code --orphans} takes. */
  static final class Orphans implements Iterable<String> {
    static final List<String> NAMES = List.of("garbage", "machine", "history");

    @Override
    public Iterator<String> iterator() {
      return NAMES.iterator();
    }
  }
}
