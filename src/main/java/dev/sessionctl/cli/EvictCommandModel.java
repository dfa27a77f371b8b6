package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.plan.DeleteLimit;
import dev.sessionctl.policy.FreeSpace;
import dev.sessionctl.storage.SessionKind;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link EvictCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class EvictCommandModel extends FieldBinding {

  private final EvictCommand command;
  private final int field;

  private EvictCommandModel(EvictCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(EvictCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.change = new ChangeOptions();
    command.change.spec = spec;
    command.change.priority = new PriorityOptions();
    command.change.progress = new ProgressOptions();
    command.selectors = new SelectorOptions();
    command.retention = new RetentionOptions();
    command.gateway = new GatewayOptions();
    command.limit = new LimitOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("evict");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Takes sessions out of a store by age, number, size and kind, into a trash that gives them "
            + "back.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "Example: sessionctl evict --max-age 30d --max-age-for cron=7d -s ~/.openclaw --dry-run")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done, or nothing to do",
            "1:failed",
            "2:bad arguments, or a contradictory or empty policy",
            "3:some items were skipped or failed",
            "5:with --dry-run --exit-code: there is something to do",
            "10:no store found",
            "11:a lock or a live owner forbids it now",
            "12:the store changed meanwhile; nothing was done",
            "13:a guard rail stopped the plan",
            "14:not confirmed",
            "15:this store cannot be changed that way",
            "16:a read, write or sync failed"));
    add1(spec, command);
    add2(spec, command);
    add3(spec, command);
    add4(spec, command);
    add5(spec, command);
    add6(spec, command);
    add7(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, EvictCommand command) {
    spec.addOption(new EvictCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new EvictCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addOption(new EvictCommandModel(command, 2).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description("The store to change, or a state directory; repeatable.")
        .build());
    spec.addOption(new EvictCommandModel(command, 3).option("--all-stores").order(101)
        .type(boolean.class).paramLabel("<allStores>")
        .description("Change every store that 'sessionctl stores' shows.")
        .build());
    spec.addOption(new EvictCommandModel(command, 4).option("--format").order(102)
        .type(String.class).paramLabel("NAME")
        .description("Look for stores of this format only.")
        .build());
    spec.addOption(new EvictCommandModel(command, 5).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new ChangeOptions.Formats())
        .description("table (default), wide (every item) or jsonl.")
        .build());
    spec.addOption(new EvictCommandModel(command, 6).option("-n", "--dry-run").order(500)
        .type(boolean.class).paramLabel("<dryRun>")
        .description("Show the plan and change nothing.")
        .build());
    spec.addOption(new EvictCommandModel(command, 7).option("--exit-code").order(501)
        .type(boolean.class).paramLabel("<exitCode>")
        .description("With --dry-run: exit with 5 when there is something to do.")
        .build());
  }

  private static void add2(CommandSpec spec, EvictCommand command) {
    spec.addOption(new EvictCommandModel(command, 8).option("-y", "--yes").order(502)
        .type(boolean.class).paramLabel("<yes>")
        .description("Do not ask before changing.")
        .build());
    spec.addOption(new EvictCommandModel(command, 9).option("--no-input").order(503)
        .type(boolean.class).paramLabel("<noInput>")
        .description("Never ask; without --yes that means no.")
        .build());
    spec.addOption(new EvictCommandModel(command, 10).option("--lock-wait").order(504)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("How long to wait for a gateway's lock; 10s by default.")
        .build());
    spec.addOption(new EvictCommandModel(command, 11).option("--assume-offline").order(505)
        .type(boolean.class).paramLabel("<assumeOffline>")
        .description(
            "State that no process writes the store that cannot be seen from here (containers).")
        .build());
    spec.addOption(new EvictCommandModel(command, 12).option("--plan-out").order(507)
        .type(String.class).paramLabel("FILE")
        .description("Save the plan to this file and change nothing.")
        .build());
    spec.addOption(new EvictCommandModel(command, 13).option("--apply").order(508)
        .type(String.class).paramLabel("FILE")
        .description(
            "Carry out exactly the plan that was saved to this file, or nothing.")
        .build());
    spec.addOption(new EvictCommandModel(command, 14).option("--idle-io").order(600)
        .type(boolean.class).paramLabel("<idleIo>")
        .description(
            "Let other processes use the disk and the processor first; needs ionice.")
        .build());
    spec.addOption(new EvictCommandModel(command, 15).option("--progress").order(700)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForProgress())
        .description(
            "Report progress on standard error: auto (on a terminal, after a second; the default), "
            + "always, never, json.")
        .build());
  }

  private static void add3(CommandSpec spec, EvictCommand command) {
    spec.addOption(new EvictCommandModel(command, 16).option("--kind").order(200)
        .type(List.class).auxiliaryTypes(SessionKind.class).splitRegex(",").paramLabel("KIND")
        .converters(new Converters.ToKind()).completionCandidates(new Converters.Kinds())
        .description(
            "Sessions of this kind: main, direct, group, channel, thread, cron, subagent, hook, acp, "
            + "other.")
        .build());
    spec.addOption(new EvictCommandModel(command, 17).option("--agent").order(201)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("NAME")
        .description("Sessions of this agent.")
        .build());
    spec.addOption(new EvictCommandModel(command, 18).option("--state").order(202)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("STATE")
        .description(
            "Sessions in this state (running, pending, idle, archived, evicted) or with this flag.")
        .build());
    spec.addOption(new EvictCommandModel(command, 19).option("--older-than").order(203)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("Last active longer ago than this: 90s, 15m, 24h, 7d, 2w.")
        .build());
    spec.addOption(new EvictCommandModel(command, 20).option("--newer-than").order(204)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("Last active within this time.")
        .build());
    spec.addOption(new EvictCommandModel(command, 21).option("--larger-than").order(205)
        .type(Long.class).paramLabel("SIZE").converters(new Converters.ToBytes())
        .description(
            "Larger on disk than this: 512K, 10M, 2G (1024) or kB, MB, GB (1000).")
        .build());
    spec.addOption(new EvictCommandModel(command, 22).option("--ids-from").order(206)
        .type(String.class).paramLabel("FILE")
        .description(
            "Only sessions whose key or id is a line of this file; - is standard input.")
        .build());
    spec.addPositional(new EvictCommandModel(command, 23).arguments().index("*")
        .type(List.class).auxiliaryTypes(String.class).arity("0..*").paramLabel("KEY")
        .description(
            "Session keys or patterns of keys: * ? [a-z], quoted from the shell.")
        .build());
  }

  private static void add4(CommandSpec spec, EvictCommand command) {
    spec.addOption(new EvictCommandModel(command, 24).option("--max-age").order(10)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("Evict what was last active longer ago: 12h, 7d, 4w.")
        .build());
    spec.addOption(new EvictCommandModel(command, 25).option("--max-age-for").order(11)
        .type(List.class).auxiliaryTypes(RetentionOptions.KindAge.class).splitRegex(",")
        .paramLabel("KIND=DURATION").converters(new Converters.ToKindAge())
        .description(
            "The same for one kind, in place of --max-age: cron=7d; repeatable.")
        .build());
    spec.addOption(new EvictCommandModel(command, 26).option("--max-sessions").order(12)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description("Evict the least recently active above this number.")
        .build());
    spec.addOption(new EvictCommandModel(command, 27).option("--max-bytes").order(13)
        .type(Long.class).paramLabel("SIZE").converters(new Converters.ToBytes())
        .description(
            "Evict the least recently active until no more than this is left.")
        .build());
    spec.addOption(new EvictCommandModel(command, 28).option("--max-files").order(14)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description(
            "Evict the least recently active until the sessions that stay have no more files than this.")
        .build());
    spec.addOption(new EvictCommandModel(command, 29).option("--to-budget").order(15)
        .type(Long.class).paramLabel("SIZE").converters(new Converters.ToBytes())
        .description(
            "When the store is larger, evict the least valuable down to the high-water mark.")
        .build());
    spec.addOption(new EvictCommandModel(command, 30).option("--high-water").order(16)
        .type(Integer.class).paramLabel("PERCENT").converters(new Converters.ToPercent())
        .description(
            "Share of the budget at which that ends; 80 percent by default.")
        .build());
    spec.addOption(new EvictCommandModel(command, 31).option("--min-free").order(17)
        .type(FreeSpace.class).paramLabel("SIZE|PERCENT").converters(new Converters.ToFreeSpace())
        .description(
            "Evict the least valuable until the file system of the store has this much free once the "
            + "trash is purged.")
        .build());
  }

  private static void add5(CommandSpec spec, EvictCommand command) {
    spec.addOption(new EvictCommandModel(command, 32).option("--group-by").order(18)
        .type(String.class).paramLabel("WHAT").completionCandidates(new RetentionOptions.Groups())
        .description(
            "Count --max-sessions, --max-bytes, --max-files and --keep-last for each agent, kind or "
            + "channel.")
        .build());
    spec.addOption(new EvictCommandModel(command, 33).option("--order").order(19)
        .type(String.class).paramLabel("ORDER").completionCandidates(new RetentionOptions.Orders())
        .description("lru (by last activity, the default) or fifo (by creation).")
        .build());
    spec.addOption(new EvictCommandModel(command, 34).option("--keep").order(20)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("GLOB")
        .description("Keep sessions whose key matches; repeatable.")
        .build());
    spec.addOption(new EvictCommandModel(command, 35).option("--keep-last").order(21)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description("Keep the N most recently active.")
        .build());
    spec.addOption(new EvictCommandModel(command, 36).option("--keep-within").order(22)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("Keep what was active within this time.")
        .build());
    spec.addOption(new EvictCommandModel(command, 37).option("--quiet-for").order(23)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("Leave alone what changed within this time; 15m by default.")
        .build());
    spec.addOption(new EvictCommandModel(command, 38).option("--unprotect").order(24)
        .type(List.class).auxiliaryTypes(SessionKind.class).splitRegex(",").paramLabel("KIND")
        .converters(new Converters.ToKind()).completionCandidates(new Converters.Kinds())
        .description(
            "Let sessions of this kind go although the product itself never prunes them.")
        .build());
    spec.addOption(new EvictCommandModel(command, 39).option("--orphans").order(30)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("CLASS")
        .completionCandidates(new EvictCommand.Orphans())
        .description(
            "Also transcripts of no session: garbage (hold nothing; in claude-mem rows of no session), "
            + "machine (of jobs and subagents), history (left by resets).")
        .build());
  }

  private static void add6(CommandSpec spec, EvictCommand command) {
    spec.addOption(new EvictCommandModel(command, 40).option("--archives-older-than").order(31)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description(
            "Also archives, backups and left-over temporary files of that age, and copies of databases "
            + "that their product left.")
        .build());
    spec.addOption(new EvictCommandModel(command, 41).option("--full").order(32)
        .type(boolean.class).paramLabel("<full>")
        .description(
            "Of formats that keep a record of what was done in a session (token-optimizer): take it "
            + "too, of sessions that are cold. Without it the record stays, so that nothing is done "
            + "twice.")
        .build());
    spec.addOption(new EvictCommandModel(command, 42).option("--max-delete").order(40)
        .type(DeleteLimit.class).paramLabel("N|PERCENT").converters(new Converters.ToDeleteLimit())
        .description(
            "Refuse a plan that takes more sessions of a store than this; 50 percent by default.")
        .build());
    spec.addOption(new EvictCommandModel(command, 43).option("--trust-clock").order(41)
        .type(boolean.class).paramLabel("<trustClock>")
        .description(
            "State that the clock is right although sessions were active after what it says.")
        .build());
    spec.addOption(new EvictCommandModel(command, 44).option("--show-policy").order(42)
        .type(boolean.class).paramLabel("<showPolicy>")
        .description("Show the policy in force and do nothing.")
        .build());
    spec.addOption(new EvictCommandModel(command, 45).option("--gateway-version").order(506)
        .type(String.class).paramLabel("VERSION")
        .description(
            "State the release of the running gateway or worker, where it does not say so itself: "
            + "OpenClaw up to 2026.4.29 locks its index, claude-mem from 13.11 on waits for locks, and "
            + "their stores may be changed beside them. claude-mem from 13.4 on reads no queue in its "
            + "database, which compact then empties.")
        .build());
    spec.addOption(new EvictCommandModel(command, 46).option("--max-duration").order(509)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description(
            "Begin nothing further after this time; the rest is reported as skipped.")
        .build());
    spec.addOption(new EvictCommandModel(command, 47).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
  }

  private static void add7(CommandSpec spec, EvictCommand command) {
    spec.addOption(new EvictCommandModel(command, 48).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new EvictCommandModel(command, 49).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new EvictCommandModel(command, 50).option("--config").order(803)
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
      case 2 -> command.change.stores;
      case 3 -> command.change.allStores;
      case 4 -> command.change.format;
      case 5 -> command.change.output;
      case 6 -> command.change.dryRun;
      case 7 -> command.change.exitCode;
      case 8 -> command.change.yes;
      case 9 -> command.change.noInput;
      case 10 -> command.change.lockWait;
      case 11 -> command.change.assumeOffline;
      case 12 -> command.change.planOut;
      case 13 -> command.change.apply;
      case 14 -> command.change.priority.idleIo;
      case 15 -> command.change.progress.progress;
      case 16 -> command.selectors.kinds;
      case 17 -> command.selectors.agents;
      case 18 -> command.selectors.states;
      case 19 -> command.selectors.olderThan;
      case 20 -> command.selectors.newerThan;
      case 21 -> command.selectors.largerThan;
      case 22 -> command.selectors.idsFrom;
      case 23 -> command.selectors.keys;
      case 24 -> command.retention.maxAge;
      case 25 -> command.retention.kindAges;
      case 26 -> command.retention.maxSessions;
      case 27 -> command.retention.maxBytes;
      case 28 -> command.retention.maxFiles;
      case 29 -> command.retention.budget;
      case 30 -> command.retention.highWater;
      case 31 -> command.retention.minFree;
      case 32 -> command.retention.groupBy;
      case 33 -> command.retention.order;
      case 34 -> command.retention.keep;
      case 35 -> command.retention.keepLast;
      case 36 -> command.retention.keepWithin;
      case 37 -> command.retention.quietFor;
      case 38 -> command.retention.unprotect;
      case 39 -> command.orphans;
      case 40 -> command.archiveAge;
      case 41 -> command.full;
      case 42 -> command.maxDelete;
      case 43 -> command.trustClock;
      case 44 -> command.showPolicy;
      case 45 -> command.gateway.gatewayVersion;
      case 46 -> command.limit.maxDuration;
      case 47 -> command.says.quiet;
      case 48 -> command.says.verbose;
      case 49 -> command.says.color;
      case 50 -> command.says.config;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.change.stores = (List<String>) value;
      case 3 -> command.change.allStores = (boolean) value;
      case 4 -> command.change.format = (String) value;
      case 5 -> command.change.output = (OutputFormat) value;
      case 6 -> command.change.dryRun = (boolean) value;
      case 7 -> command.change.exitCode = (boolean) value;
      case 8 -> command.change.yes = (boolean) value;
      case 9 -> command.change.noInput = (boolean) value;
      case 10 -> command.change.lockWait = (Duration) value;
      case 11 -> command.change.assumeOffline = (boolean) value;
      case 12 -> command.change.planOut = (String) value;
      case 13 -> command.change.apply = (String) value;
      case 14 -> command.change.priority.idleIo = (boolean) value;
      case 15 -> command.change.progress.progress = (When) value;
      case 16 -> command.selectors.kinds = (List<SessionKind>) value;
      case 17 -> command.selectors.agents = (List<String>) value;
      case 18 -> command.selectors.states = (List<String>) value;
      case 19 -> command.selectors.olderThan = (Duration) value;
      case 20 -> command.selectors.newerThan = (Duration) value;
      case 21 -> command.selectors.largerThan = (Long) value;
      case 22 -> command.selectors.idsFrom = (String) value;
      case 23 -> command.selectors.keys = (List<String>) value;
      case 24 -> command.retention.maxAge = (Duration) value;
      case 25 -> command.retention.kindAges = (List<RetentionOptions.KindAge>) value;
      case 26 -> command.retention.maxSessions = (Long) value;
      case 27 -> command.retention.maxBytes = (Long) value;
      case 28 -> command.retention.maxFiles = (Long) value;
      case 29 -> command.retention.budget = (Long) value;
      case 30 -> command.retention.highWater = (Integer) value;
      case 31 -> command.retention.minFree = (FreeSpace) value;
      case 32 -> command.retention.groupBy = (String) value;
      case 33 -> command.retention.order = (String) value;
      case 34 -> command.retention.keep = (List<String>) value;
      case 35 -> command.retention.keepLast = (Long) value;
      case 36 -> command.retention.keepWithin = (Duration) value;
      case 37 -> command.retention.quietFor = (Duration) value;
      case 38 -> command.retention.unprotect = (List<SessionKind>) value;
      case 39 -> command.orphans = (List<String>) value;
      case 40 -> command.archiveAge = (Duration) value;
      case 41 -> command.full = (boolean) value;
      case 42 -> command.maxDelete = (DeleteLimit) value;
      case 43 -> command.trustClock = (boolean) value;
      case 44 -> command.showPolicy = (boolean) value;
      case 45 -> command.gateway.gatewayVersion = (String) value;
      case 46 -> command.limit.maxDuration = (Duration) value;
      case 47 -> command.says.quiet = (boolean) value;
      case 48 -> command.says.verbose = (boolean) value;
      case 49 -> command.says.color = (When) value;
      case 50 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
