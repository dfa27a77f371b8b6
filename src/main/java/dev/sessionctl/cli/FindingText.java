package dev.sessionctl.cli;

import dev.sessionctl.output.SafeText;
import dev.sessionctl.output.Style;
import dev.sessionctl.output.TextSink;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Findings for people, the worst first. They are held until the end, up to a number that nobody reads through. */
final class FindingText implements FindingPrinter {

  private static final int MAX_HELD = 10_000;

  private final CliContext context;
  private final boolean color;
  private final boolean quiet;
  private final boolean header;
  private final Map<Severity, List<Finding>> held = new EnumMap<>(Severity.class);

  FindingText(CliContext context, MessageOptions says, boolean header) {
    this.context = context;
    this.color = says.color(context);
    this.quiet = says.quiet();
    this.header = header;
  }

  @Override
  public void begin(List<StoreRef> stores) {
    // Nothing is printed before the worst is known.
  }

  @Override
  public void finding(Finding finding) {
    List<Finding> same = held.computeIfAbsent(finding.severity(), unused -> new ArrayList<>());
    if (same.size() < MAX_HELD) {
      same.add(finding);
    }
  }

  @Override
  public void end(FindingCounts counts, boolean complete) throws IOException {
    try (TextSink out = new TextSink(context.out())) {
      for (Severity severity : Severity.values()) {
        for (Finding finding : held.getOrDefault(severity, List.of())) {
          print(out, finding);
        }
        long more = counts.of(severity) - MAX_HELD;
        if (more > 0) {
          out.write("and " + more + " more of severity " + severity.label() + "; -o jsonl prints all\n");
        }
      }
      if (header && !quiet) {
        out.write(count(counts.of(Severity.ERROR), "error") + ", " + count(counts.of(Severity.WARNING), "warning")
            + ", " + counts.of(Severity.INFO) + " for information; " + count(counts.checked(), "session")
            + " checked" + (complete ? "" : ", not everything was looked at") + "\n");
      }
    }
  }

  private void print(TextSink out, Finding finding) throws IOException {
    Style style = switch (finding.severity()) {
      case ERROR -> Style.RED;
      case WARNING -> Style.YELLOW;
      case INFO -> Style.DIM;
    };
    String where = finding.path() != null ? finding.path().toString() : finding.store().path().toString();
    out.write(style.apply(finding.severity().label(), color)).write("  ").write(SafeText.neutralise(finding.id()))
        .write("  ").write(SafeText.neutralise(finding.message())).write('\n');
    out.write("    in   ").write(SafeText.neutralise(where)).write('\n');
    if (finding.key() != null) {
      out.write("    key  ").write(SafeText.neutralise(finding.key())).write('\n');
    }
    if (finding.fix() != null) {
      out.write("    fix  ").write(SafeText.neutralise(finding.fix())).write('\n');
    }
  }

  private static String count(long number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }
}
