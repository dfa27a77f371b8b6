package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Runs checks and keeps what they found. */
final class Checks {

  /** The outcome of one check. */
  record Outcome(List<Finding> findings, CheckSummary summary) {
    List<String> ids() {
      return findings.stream().map(Finding::id).toList();
    }

    /** Identifiers of what is more than worth knowing. */
    List<String> problems() {
      return findings.stream().filter(finding -> finding.severity() != Severity.INFO).map(Finding::id).toList();
    }

    Finding only(Flaw flaw) {
      List<Finding> found = findings.stream().filter(finding -> finding.id().equals(flaw.id())).toList();
      if (found.size() != 1) {
        throw new AssertionError(found.size() + " of " + flaw.id() + " in " + findings);
      }
      return found.get(0);
    }
  }

  private Checks() {}

  static Outcome full(OpenClawFixture fixture) throws IOException {
    return run(fixture, CheckRequest.FULL, environment(fixture).build());
  }

  static Outcome level(OpenClawFixture fixture, int level) throws IOException {
    return run(fixture, new CheckRequest(level, 100, 0, null), environment(fixture).build());
  }

  static FakeEnvironment environment(OpenClawFixture fixture) {
    return FakeEnvironment.in(fixture.state().resolveSibling("surroundings"));
  }

  static Outcome run(OpenClawFixture fixture, CheckRequest request, Environment environment) throws IOException {
    List<Finding> findings = new ArrayList<>();
    CheckSummary summary = fixture.open(environment).check(request, findings::add);
    return new Outcome(findings, summary);
  }

  /** Names, modes, times and contents of everything below a directory. */
  static String treeHash(Path root) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : (Iterable<Path>) tree.sorted()::iterator) {
        text.append(root.relativize(path)).append(' ')
            .append(Files.readAttributes(path, "unix:mode,uid,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS)
                .toString());
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          text.append(HexFormat.of().formatHex(CanonicalHash.ofBytes(Files.readAllBytes(path))));
        }
        text.append('\n');
      }
    }
    return text.toString();
  }
}
