package dev.sessionctl.cli;

import dev.sessionctl.policy.SessionSelector;
import dev.sessionctl.storage.SessionKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which sessions a command is about; the same words everywhere. */
final class SelectorOptions {

  @Parameters(paramLabel = "KEY", arity = "0..*",
      description = "Session keys or patterns of keys: * ? [a-z], quoted from the shell.")
  List<String> keys = new ArrayList<>();

  @Option(names = "--kind", order = 200, paramLabel = "KIND", split = ",", converter = Converters.ToKind.class,
      completionCandidates = Converters.Kinds.class,
      description = "Sessions of this kind: main, direct, group, channel, thread, cron, subagent, hook, acp, other.")
  List<SessionKind> kinds = new ArrayList<>();

  @Option(names = "--agent", order = 201, paramLabel = "NAME", split = ",", description = "Sessions of this agent.")
  List<String> agents = new ArrayList<>();

  @Option(names = "--state", order = 202, paramLabel = "STATE", split = ",",
      description = "Sessions in this state (running, pending, idle, archived, evicted) or with this flag.")
  List<String> states = new ArrayList<>();

  @Option(names = "--older-than", order = 203, paramLabel = "DURATION", converter = Converters.ToDuration.class,
      description = "Last active longer ago than this: 90s, 15m, 24h, 7d, 2w.")
  Duration olderThan;

  @Option(names = "--newer-than", order = 204, paramLabel = "DURATION", converter = Converters.ToDuration.class,
      description = "Last active within this time.")
  Duration newerThan;

  @Option(names = "--larger-than", order = 205, paramLabel = "SIZE", converter = Converters.ToBytes.class,
      description = "Larger on disk than this: 512K, 10M, 2G (1024) or kB, MB, GB (1000).")
  Long largerThan;

  @Option(names = "--ids-from", order = 206, paramLabel = "FILE",
      description = "Only sessions whose key or id is a line of this file; - is standard input.")
  String idsFrom;

  /** Whether anything narrows the choice down. */
  boolean isGiven() {
    return !keys.isEmpty() || !kinds.isEmpty() || !agents.isEmpty() || !states.isEmpty() || olderThan != null
        || newerThan != null || largerThan != null || idsFrom != null;
  }

  SessionSelector selector(CliContext context) throws IOException {
    SessionSelector.Builder builder = new SessionSelector.Builder();
    keys.forEach(builder::key);
    kinds.forEach(builder::kind);
    agents.forEach(builder::agent);
    states.forEach(builder::state);
    long now = context.environment().now();
    if (olderThan != null) {
      builder.activeBefore(now - olderThan.toMillis());
    }
    if (newerThan != null) {
      if (olderThan != null && olderThan.compareTo(newerThan) >= 0) {
        throw new UsageException("--older-than and --newer-than leave no time between them");
      }
      builder.activeAfter(now - newerThan.toMillis());
    }
    if (largerThan != null) {
      builder.largerThan(largerThan);
    }
    if (idsFrom != null) {
      builder.ids(IdList.read(idsFrom, context));
    }
    return builder.build();
  }
}
