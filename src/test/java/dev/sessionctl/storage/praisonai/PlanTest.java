package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.change.Restoration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A plan of any change touches nothing, not even a lock file, and says twice the same. */
@EnabledOnOs(OS.LINUX)
class PlanTest {

  @TempDir
  private Path temporary;

  @Test
  void plansTouchNothing() throws Exception {
    PraisonHome home = new PraisonHome(temporary);
    home.write("a", SessionText.of("a").summary(40).messages(3).archive(2));
    home.write("b", SessionText.of("b").metadata("null"));
    home.write("gone", SessionText.of("gone"));
    home.write("torn", "{\"session_id\": \"torn\", \"messages\": [{\"role\": \"user\"}, {");
    home.spill("a", "a", "waits");
    String run = Runs.apply(home.store(), Runs.eviction("gone"), home.environment()).runId();
    Files.delete(home.sessions.resolve("a.json.lock"));
    List<ChangeRequest> requests = List.of(Runs.eviction("a", "b", "torn"),
        new Compaction(Compaction.Level.BRANCHES, null, 0, Duration.ZERO), new Repair(Set.of(), Set.of(), false),
        new Restoration(run, Set.of()), new Purge(Set.of(), null, false),
        new Relocation(temporary.resolve("elsewhere"), false, null));
    Map<String, FileIdentity> before = tree(home);
    for (ChangeRequest request : requests) {
      assertThat(items(home, request)).as(request.command()).isNotEmpty().isEqualTo(items(home, request));
      assertThat(tree(home)).as(request.command()).isEqualTo(before);
    }
  }

  private static List<String> items(PraisonHome home, ChangeRequest request) throws IOException {
    List<String> items = new ArrayList<>();
    try (Change change = home.store().prepare(request)) {
      change.gate(GateOptions.NONE);
      assertThat(change.plan().changes()).isPositive();
      change.plan().forEachItem(item -> items.add(item.toString()));
      items.add(change.plan().summary() + change.plan().notices());
    }
    return items;
  }

  private static Map<String, FileIdentity> tree(PraisonHome home) throws IOException {
    Map<String, FileIdentity> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home.fake.home())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        tree.put(file.toString(), FileIdentity.of(file));
      }
    }
    return tree;
  }
}
