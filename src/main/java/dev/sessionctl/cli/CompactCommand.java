package dev.sessionctl.cli;

import dev.sessionctl.plan.PlanGuard;
import dev.sessionctl.policy.SessionSelector;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.Compaction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shrinks what sessions take on disk. */
@Command(
    name = "compact",
    description = {
      "Shrinks stored bytes by fixed rules: no model is called, and no summary is written.",
      "Not what gateways call compaction. By default only what the gateway makes anew goes; see --level. Sessions that"
          + " run, are locked, have work pending or changed recently are left alone."
    },
    exitCodeList = {
      "0:done, or nothing to do", "1:failed, or a session that was named does not exist", "2:bad arguments",
      "3:some items were skipped or failed", "5:with --dry-run --exit-code: there is something to do",
      "10:no store found", "11:a lock or a live owner forbids it now",
      "12:the store changed meanwhile; nothing was done", "13:a guard rail stopped the plan", "14:not confirmed",
      "15:this store cannot be changed that way", "16:a read, write or sync failed"
    },
    footer = "Example: sessionctl compact --level trim --older-than 7d -s ~/.openclaw --dry-run")
final class CompactCommand extends BaseCommand {

  private static final Duration USUAL_QUIET = Duration.ofMinutes(15);
  private static final int USUAL_THRESHOLD = 10;

  @Mixin
  SelectorOptions selectors;

  @Mixin
  ChangeOptions change;

  @Option(names = "--level", order = 10, paramLabel = "LEVEL", completionCandidates = Levels.class,
      description = "lossless (default): what the gateway makes anew, hidden entries, dead temporary files. trim: also"
          + " history that no context contains any more, long texts of old tool results and repeated images."
          + " branches: also branches that were given up.")
  String level;

  @Option(names = "--auto", order = 11,
      description = "Act on an index or a transcript only where enough of it is gained; see --threshold.")
  boolean auto;

  @Option(names = "--threshold", order = 12, paramLabel = "SHARE", converter = Converters.ToPercent.class,
      description = "With --auto: how much must be gained; a tenth by default.")
  Integer threshold;

  @Option(names = "--quiet-for", order = 13, paramLabel = "DURATION", converter = Converters.ToDuration.class,
      description = "Leave sessions alone that changed within this time; 15m by default.")
  Duration quietFor;

  @Option(names = "--keep-tool-results", order = 14, paramLabel = "NUMBER",
      converter = Converters.ToNumberOrAll.class,
      description = "At levels trim and branches: how many of the last tool results of a branch keep texts of more"
          + " than 2 KiB, or all; 20 by default.")
  Integer keepToolResults;

  @Option(names = "--keep-images", order = 15,
      description = "At levels trim and branches: keep images that an earlier message has too.")
  boolean keepImages;

  @Option(names = "--style", order = 16, paramLabel = "STYLE", completionCandidates = Styles.class,
      description = "White space of sessions that are JSON documents of their own (gemini): minified (default there) or"
          + " pretty, as the product writes it.")
  String style;

  @Mixin
  GatewayOptions gateway;

  @Mixin
  LimitOptions limit;

  @Mixin
  MessageOptions says;

  private boolean named;
  private SessionSelector selector;

  CompactCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    change.check(given("--exit-code"));
    if (threshold != null && !auto) {
      throw new UsageException("--threshold needs --auto");
    }
    final Compaction.Level depth = depth();
    if (depth == Compaction.Level.LOSSLESS && (keepToolResults != null || keepImages)) {
      throw new UsageException("--keep-tool-results and --keep-images need --level trim or branches");
    }
    if (style != null && !Styles.NAMES.contains(style)) {
      throw new UsageException("--style: '" + style + "' is no style: give " + String.join(" or ", Styles.NAMES));
    }
    named = selectors.isGiven();
    selector = selectors.selector(context);
    List<StoreRef> stores = change.select(context);
    int code = new ChangeRun(context, change, says, messages, gateway.stated(context, change), limit.maxDuration)
        .run(stores, store -> ask(store, depth));
    for (String key : selector.unmetKeys()) {
      messages.say("no session '" + key + "'");
      code = code == ExitCode.OK ? ExitCode.FAILED : code;
    }
    return code;
  }

  private ChangeRun.Task ask(Store store, Compaction.Level depth) throws StoreException {
    Compaction request = new Compaction(depth, named ? keys(store) : null,
        !auto ? 0 : threshold == null ? USUAL_THRESHOLD : threshold, quietFor == null ? USUAL_QUIET : quietFor,
        new Compaction.Bodies(keepToolResults == null ? Compaction.Bodies.USUAL.toolResults() : keepToolResults,
            keepImages), style == null ? null : Compaction.Style.valueOf(style.toUpperCase(Locale.ROOT)));
    return new ChangeRun.Task(request, PlanGuard.NONE);
  }

  /** The keys of the sessions that are meant. */
  private Set<String> keys(Store store) throws StoreException {
    Set<String> keys = new LinkedHashSet<>();
    ScanRequest request = selector.needsFiles() ? ScanRequest.USUAL : ScanRequest.INDEX_ONLY;
    store.scan(request, new SessionVisitor() {
      @Override
      public void session(Session session) {
        if (selector.matches(session)) {
          keys.add(session.key());
        }
      }

      @Override
      public void problem(Path path, String message) {
        messages.say("warning: " + path + ": " + message);
      }
    });
    return keys;
  }

  private Compaction.Level depth() {
    if (level == null) {
      return Compaction.Level.LOSSLESS;
    }
    if (!Levels.NAMES.contains(level)) {
      throw new UsageException("--level: '" + level + "' is no level: give " + String.join(", ", Levels.NAMES));
    }
    return Compaction.Level.valueOf(level.toUpperCase(Locale.ROOT));
  }

  /** What {@code --level} takes. */
  static final class Levels implements Iterable<String> {
    static final List<String> NAMES = List.of("lossless", "trim", "branches");

    @Override
    public Iterator<String> iterator() {
      return NAMES.iterator();
    }
  }

  /** What {@code --style} takes. */
  static final class Styles implements Iterable<String> {
    static final List<String> NAMES = List.of("minified", "pretty");

    @Override
    public Iterator<String> iterator() {
      return NAMES.iterator();
    }
  }
}
