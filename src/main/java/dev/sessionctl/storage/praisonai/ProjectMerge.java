package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.files.Creation;
import dev.sessionctl.storage.files.FileChange;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.InOrder;
import dev.sessionctl.storage.files.SetAside;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves the sessions of a project from the directory of its former id into that of its present one. The product
 * copies what is missing there at each start and leaves the former ones for ever, so that a session that was removed
 * comes back. A session that is there already is the later one: its former copy is set aside. Used once.
 */
final class ProjectMerge {

  private static final int PRIVATE = 0600;

  private final StoreRef ref;
  private final Place former;
  private final Place present;
  private final Environment environment;
  private final Relocation request;
  private final List<FileStep> steps = new ArrayList<>();
  private final List<PlanItem> kept = new ArrayList<>();
  private long moved;

  ProjectMerge(StoreRef ref, Place former, Environment environment, Relocation request) {
    this.ref = ref;
    this.former = former;
    this.present = Place.of(request.destination());
    this.environment = environment;
    this.request = request;
  }

  Change prepare() throws IOException {
    boolean beside = present.project() && present.sessions().equals(former.sessions())
        && !present.directory().equals(former.directory())
        && Files.isDirectory(present.directory(), LinkOption.NOFOLLOW_LINKS);
    if (!beside || request.copy() || request.formerRoot() != null) {
      throw new UnsupportedChangeException("the sessions of a project are moved into the directory of another project"
          + " of the same " + former.sessions().resolve(Place.PROJECTS) + ", which must be there, without --copy and"
          + " --from; to move everything, name " + former.sessions());
    }
    for (String key : Listing.of(former.directory()).sessions) {
      session(key);
    }
    Gates gates = new Gates(former, environment);
    return new FileChange(request.command(), ref, former.area(), environment,
        options -> Guarded.gate(former, () -> gates.change(options, false)), new Holds(former, environment),
        new FilePlan(summary(), steps, kept, notices()));
  }

  private String summary() {
    return steps.isEmpty() ? "nothing to do: no session of " + former.directory() + " can be moved"
        : "move " + Findings.count(moved, "session") + " from " + former.directory() + " to " + present.directory()
            + ", and set " + Findings.count(steps.size() - moved, "former copy") + " aside";
  }

  private List<String> notices() {
    return steps.isEmpty() ? List.of()
        : List.of("what was in the former directory is kept below " + former.area().trash());
  }

  private void session(String key) throws IOException {
    Path from = Listing.file(former.directory(), key);
    Path to = Listing.file(present.directory(), key);
    try {
      FileIdentity identity = FileIdentity.of(from);
      SessionContent content = StableContent.of(from, null).content();
      String reason = whyNot(from, to, content);
      if (reason != null) {
        kept.add(new PlanItem(key, from, "keep", reason, identity.size()));
        return;
      }
      boolean there = Files.exists(to, LinkOption.NOFOLLOW_LINKS);
      PlanItem item = new PlanItem(key, there ? from : to, there ? "set aside" : "move",
          there ? "a later one stands in " + present.directory() : "from " + former.directory(), identity.size());
      SetAside aside = new SetAside(item, List.of(new SetAside.Part("session", from, identity)));
      steps.add(there ? aside : new InOrder(item, List.of(new Creation(item, identity.size(), PRIVATE, out -> {
        try (FileChannel channel = DurableFiles.openForRead(from)) {
          Channels.newInputStream(channel).transferTo(out);
        }
      }), aside)));
      moved += there ? 0 : 1;
    } catch (NoSuchFileException e) {
      return;
    }
  }

  private String whyNot(Path from, Path to, SessionContent content) throws IOException {
    FileStat stat = FileStat.of(from);
    if (!stat.isRegularFile() || stat.links() > 1) {
      return "is no regular file, or has several names";
    }
    if (!content.family().locksBeside()) {
      return "cannot be read as a session, or is of the interactive prompt";
    }
    if (environment.now() - FileIdentity.of(from).modifiedMillis() <= Times.SETTLED_MILLIS) {
      return "was written within the last quarter of an hour";
    }
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      SessionContent other = StableContent.of(to, null).content();
      boolean same = content.createdAt != null && content.createdAt.equals(other.createdAt) && content.id != null
          && content.id.equals(other.id);
      return same ? null : "another session has that name in " + to.getParent();
    }
    return null;
  }
}
