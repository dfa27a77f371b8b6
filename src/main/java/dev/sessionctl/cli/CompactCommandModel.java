package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.storage.SessionKind;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link CompactCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class CompactCommandModel extends FieldBinding {

  private final CompactCommand command;
  private final int field;

  private CompactCommandModel(CompactCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(CompactCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.selectors = new SelectorOptions();
    command.change = new ChangeOptions();
    command.change.spec = spec;
    command.change.priority = new PriorityOptions();
    command.change.progress = new ProgressOptions();
    command.gateway = new GatewayOptions();
    command.limit = new LimitOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("compact");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Shrinks stored bytes by fixed rules: no model is called, and no summary is written.",
            "Not what gateways call compaction. By default only what the gateway makes anew goes; see "
            + "--level. Sessions that run, are locked, have work pending or changed recently are left "
            + "alone.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "Example: sessionctl compact --level trim --older-than 7d -s ~/.openclaw --dry-run")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done, or nothing to do",
            "1:failed, or a session that was named does not exist",
            "2:bad arguments",
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
    return spec;
  }

  private static void add1(CommandSpec spec, CompactCommand command) {
    spec.addOption(new CompactCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new CompactCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addOption(new CompactCommandModel(command, 2).option("--kind").order(200)
        .type(List.class).auxiliaryTypes(SessionKind.class).splitRegex(",").paramLabel("KIND")
        .converters(new Converters.ToKind()).completionCandidates(new Converters.Kinds())
        .description(
            "Sessions of this kind: main, direct, group, channel, thread, cron, subagent, hook, acp, "
            + "other.")
        .build());
    spec.addOption(new CompactCommandModel(command, 3).option("--agent").order(201)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("NAME")
        .description("Sessions of this agent.")
        .build());
    spec.addOption(new CompactCommandModel(command, 4).option("--state").order(202)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("STATE")
        .description(
            "Sessions in this state (running, pending, idle, archived, evicted) or with this flag.")
        .build());
    spec.addOption(new CompactCommandModel(command, 5).option("--older-than").order(203)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("Last active longer ago than this: 90s, 15m, 24h, 7d, 2w.")
        .build());
    spec.addOption(new CompactCommandModel(command, 6).option("--newer-than").order(204)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("Last active within this time.")
        .build());
    spec.addOption(new CompactCommandModel(command, 7).option("--larger-than").order(205)
        .type(Long.class).paramLabel("SIZE").converters(new Converters.ToBytes())
        .description(
            "Larger on disk than this: 512K, 10M, 2G (1024) or kB, MB, GB (1000).")
        .build());
  }

  private static void add2(CommandSpec spec, CompactCommand command) {
    spec.addOption(new CompactCommandModel(command, 8).option("--ids-from").order(206)
        .type(String.class).paramLabel("FILE")
        .description(
            "Only sessions whose key or id is a line of this file; - is standard input.")
        .build());
    spec.addPositional(new CompactCommandModel(command, 9).arguments().index("*")
        .type(List.class).auxiliaryTypes(String.class).arity("0..*").paramLabel("KEY")
        .description(
            "Session keys or patterns of keys: * ? [a-z], quoted from the shell.")
        .build());
    spec.addOption(new CompactCommandModel(command, 10).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description("The store to change, or a state directory; repeatable.")
        .build());
    spec.addOption(new CompactCommandModel(command, 11).option("--all-stores").order(101)
        .type(boolean.class).paramLabel("<allStores>")
        .description("Change every store that 'sessionctl stores' shows.")
        .build());
    spec.addOption(new CompactCommandModel(command, 12).option("--format").order(102)
        .type(String.class).paramLabel("NAME")
        .description("Look for stores of this format only.")
        .build());
    spec.addOption(new CompactCommandModel(command, 13).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new ChangeOptions.Formats())
        .description("table (default), wide (every item) or jsonl.")
        .build());
    spec.addOption(new CompactCommandModel(command, 14).option("-n", "--dry-run").order(500)
        .type(boolean.class).paramLabel("<dryRun>")
        .description("Show the plan and change nothing.")
        .build());
    spec.addOption(new CompactCommandModel(command, 15).option("--exit-code").order(501)
        .type(boolean.class).paramLabel("<exitCode>")
        .description("With --dry-run: exit with 5 when there is something to do.")
        .build());
  }

  private static void add3(CommandSpec spec, CompactCommand command) {
    spec.addOption(new CompactCommandModel(command, 16).option("-y", "--yes").order(502)
        .type(boolean.class).paramLabel("<yes>")
        .description("Do not ask before changing.")
        .build());
    spec.addOption(new CompactCommandModel(command, 17).option("--no-input").order(503)
        .type(boolean.class).paramLabel("<noInput>")
        .description("Never ask; without --yes that means no.")
        .build());
    spec.addOption(new CompactCommandModel(command, 18).option("--lock-wait").order(504)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("How long to wait for a gateway's lock; 10s by default.")
        .build());
    spec.addOption(new CompactCommandModel(command, 19).option("--assume-offline").order(505)
        .type(boolean.class).paramLabel("<assumeOffline>")
        .description(
            "State that no process writes the store that cannot be seen from here (containers).")
        .build());
    spec.addOption(new CompactCommandModel(command, 20).option("--plan-out").order(507)
        .type(String.class).paramLabel("FILE")
        .description("Save the plan to this file and change nothing.")
        .build());
    spec.addOption(new CompactCommandModel(command, 21).option("--apply").order(508)
        .type(String.class).paramLabel("FILE")
        .description(
            "Carry out exactly the plan that was saved to this file, or nothing.")
        .build());
    spec.addOption(new CompactCommandModel(command, 22).option("--idle-io").order(600)
        .type(boolean.class).paramLabel("<idleIo>")
        .description(
            "Let other processes use the disk and the processor first; needs ionice.")
        .build());
    spec.addOption(new CompactCommandModel(command, 23).option("--progress").order(700)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForProgress())
        .description(
            "Report progress on standard error: auto (on a terminal, after a second; the default), "
            + "always, never, json.")
        .build());
  }

  private static void add4(CommandSpec spec, CompactCommand command) {
    spec.addOption(new CompactCommandModel(command, 24).option("--level").order(10)
        .type(String.class).paramLabel("LEVEL").completionCandidates(new CompactCommand.Levels())
        .description(
            "lossless (default): what the gateway makes anew, hidden entries, dead temporary files. "
            + "trim: also history that no context contains any more, long texts of old tool results and "
            + "repeated images. branches: also branches that were given up.")
        .build());
    spec.addOption(new CompactCommandModel(command, 25).option("--auto").order(11)
        .type(boolean.class).paramLabel("<auto>")
        .description(
            "Act on an index or a transcript only where enough of it is gained; see --threshold.")
        .build());
    spec.addOption(new CompactCommandModel(command, 26).option("--threshold").order(12)
        .type(Integer.class).paramLabel("SHARE").converters(new Converters.ToPercent())
        .description("With --auto: how much must be gained; a tenth by default.")
        .build());
    spec.addOption(new CompactCommandModel(command, 27).option("--quiet-for").order(13)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description(
            "Leave sessions alone that changed within this time; 15m by default.")
        .build());
    spec.addOption(new CompactCommandModel(command, 28).option("--keep-tool-results").order(14)
        .type(Integer.class).paramLabel("NUMBER").converters(new Converters.ToNumberOrAll())
        .description(
            "At levels trim and branches: how many of the last tool results of a branch keep texts of "
            + "more than 2 KiB, or all; 20 by default.")
        .build());
    spec.addOption(new CompactCommandModel(command, 29).option("--keep-images").order(15)
        .type(boolean.class).paramLabel("<keepImages>")
        .description(
            "At levels trim and branches: keep images that an earlier message has too.")
        .build());
    spec.addOption(new CompactCommandModel(command, 30).option("--style").order(16)
        .type(String.class).paramLabel("STYLE").completionCandidates(new CompactCommand.Styles())
        .description(
            "White space of sessions that are JSON documents of their own (gemini): minified (default "
            + "there) or pretty, as the product writes it.")
        .build());
    spec.addOption(new CompactCommandModel(command, 31).option("--gateway-version").order(506)
        .type(String.class).paramLabel("VERSION")
        .description(
            "State the release of the running gateway or worker, where it does not say so itself: "
            + "OpenClaw up to 2026.4.29 locks its index, claude-mem from 13.11 on waits for locks, and "
            + "their stores may be changed beside them. claude-mem from 13.4 on reads no queue in its "
            + "database, which compact then empties.")
        .build());
  }

  private static void add5(CommandSpec spec, CompactCommand command) {
    spec.addOption(new CompactCommandModel(command, 32).option("--max-duration").order(509)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description(
            "Begin nothing further after this time; the rest is reported as skipped.")
        .build());
    spec.addOption(new CompactCommandModel(command, 33).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new CompactCommandModel(command, 34).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new CompactCommandModel(command, 35).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new CompactCommandModel(command, 36).option("--config").order(803)
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
      case 2 -> command.selectors.kinds;
      case 3 -> command.selectors.agents;
      case 4 -> command.selectors.states;
      case 5 -> command.selectors.olderThan;
      case 6 -> command.selectors.newerThan;
      case 7 -> command.selectors.largerThan;
      case 8 -> command.selectors.idsFrom;
      case 9 -> command.selectors.keys;
      case 10 -> command.change.stores;
      case 11 -> command.change.allStores;
      case 12 -> command.change.format;
      case 13 -> command.change.output;
      case 14 -> command.change.dryRun;
      case 15 -> command.change.exitCode;
      case 16 -> command.change.yes;
      case 17 -> command.change.noInput;
      case 18 -> command.change.lockWait;
      case 19 -> command.change.assumeOffline;
      case 20 -> command.change.planOut;
      case 21 -> command.change.apply;
      case 22 -> command.change.priority.idleIo;
      case 23 -> command.change.progress.progress;
      case 24 -> command.level;
      case 25 -> command.auto;
      case 26 -> command.threshold;
      case 27 -> command.quietFor;
      case 28 -> command.keepToolResults;
      case 29 -> command.keepImages;
      case 30 -> command.style;
      case 31 -> command.gateway.gatewayVersion;
      case 32 -> command.limit.maxDuration;
      case 33 -> command.says.quiet;
      case 34 -> command.says.verbose;
      case 35 -> command.says.color;
      case 36 -> command.says.config;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.selectors.kinds = (List<SessionKind>) value;
      case 3 -> command.selectors.agents = (List<String>) value;
      case 4 -> command.selectors.states = (List<String>) value;
      case 5 -> command.selectors.olderThan = (Duration) value;
      case 6 -> command.selectors.newerThan = (Duration) value;
      case 7 -> command.selectors.largerThan = (Long) value;
      case 8 -> command.selectors.idsFrom = (String) value;
      case 9 -> command.selectors.keys = (List<String>) value;
      case 10 -> command.change.stores = (List<String>) value;
      case 11 -> command.change.allStores = (boolean) value;
      case 12 -> command.change.format = (String) value;
      case 13 -> command.change.output = (OutputFormat) value;
      case 14 -> command.change.dryRun = (boolean) value;
      case 15 -> command.change.exitCode = (boolean) value;
      case 16 -> command.change.yes = (boolean) value;
      case 17 -> command.change.noInput = (boolean) value;
      case 18 -> command.change.lockWait = (Duration) value;
      case 19 -> command.change.assumeOffline = (boolean) value;
      case 20 -> command.change.planOut = (String) value;
      case 21 -> command.change.apply = (String) value;
      case 22 -> command.change.priority.idleIo = (boolean) value;
      case 23 -> command.change.progress.progress = (When) value;
      case 24 -> command.level = (String) value;
      case 25 -> command.auto = (boolean) value;
      case 26 -> command.threshold = (Integer) value;
      case 27 -> command.quietFor = (Duration) value;
      case 28 -> command.keepToolResults = (Integer) value;
      case 29 -> command.keepImages = (boolean) value;
      case 30 -> command.style = (String) value;
      case 31 -> command.gateway.gatewayVersion = (String) value;
      case 32 -> command.limit.maxDuration = (Duration) value;
      case 33 -> command.says.quiet = (boolean) value;
      case 34 -> command.says.verbose = (boolean) value;
      case 35 -> command.says.color = (When) value;
      case 36 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
