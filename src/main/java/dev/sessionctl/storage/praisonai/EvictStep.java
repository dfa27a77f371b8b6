package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.files.DelegatingStep;
import dev.sessionctl.storage.files.SessionHold;
import dev.sessionctl.storage.files.SetAside;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Sets a session aside, unless a message of it has come to wait in the spill directory since the plan was made. */
final class EvictStep extends DelegatingStep {

  private final Place place;
  private final Environment environment;
  private final String key;
  private final Set<Path> waiting;

  EvictStep(SetAside files, Place place, Environment environment, String key, Set<Path> waiting) {
    super(files);
    this.place = place;
    this.environment = environment;
    this.key = key;
    this.waiting = waiting;
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    for (Spills.Spill spill : Spills.in(place.spillDirectories(environment)).of(key)) {
      if (!waiting.contains(spill.file())) {
        throw new ChangedException("a message of it came to wait in " + spill.file().getParent() + "; it stays");
      }
    }
    super.apply(tools, hold);
  }
}
