package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Parents, children and shared pages: plain ids and names that the product never checks. */
record LinkCheck(Place place, Findings findings) {

  /** @param complete whether the catalog has every session, so that what it lacks is not there */
  void run(Catalog catalog, boolean complete) throws IOException {
    for (Map.Entry<String, Catalog.Entry> one : catalog.entries().entrySet()) {
      String key = one.getKey();
      Catalog.Entry entry = one.getValue();
      Path file = Listing.file(place.directory(), key);
      if (complete) {
        parent(catalog, key, entry, file);
        for (String child : entry.children()) {
          child(catalog, key, child, file);
        }
      }
    }
    for (Circles.Link link : Circles.of(catalog)) {
      findings.add(Flaw.CIRCLE, link.child(), Listing.file(place.directory(), link.child()),
          "is a child of " + link.parent() + ", which descends from it");
    }
    if (complete && !place.project()) {
      shares(catalog);
    }
    copies(catalog);
  }

  private void parent(Catalog catalog, String key, Catalog.Entry entry, Path file) throws IOException {
    if (entry.parent() == null || !entry.rootParent()) {
      return;
    }
    Catalog.Entry parent = catalog.get(SafeId.of(entry.parent()));
    if (parent == null) {
      if (!Files.exists(Listing.file(place.directory(), SafeId.of(entry.parent())), LinkOption.NOFOLLOW_LINKS)) {
        findings.add(Flaw.PARENT_GONE, key, file, "its parent " + entry.parent() + " is not there");
      }
    } else if (parent.id() != null && !parent.id().equals(entry.parent())) {
      findings.add(Flaw.ID_COLLISION, key, file, "its parent " + entry.parent() + " shares a file with " + parent.id());
    } else if (entry.id() != null && !parent.children().contains(entry.id())) {
      findings.add(Flaw.PARENT_ONLY, key, file, "its parent " + entry.parent() + " does not name it as a child");
    }
  }

  private void child(Catalog catalog, String key, String childId, Path file) throws IOException {
    Catalog.Entry child = catalog.get(SafeId.of(childId));
    if (child == null) {
      if (!Files.exists(Listing.file(place.directory(), SafeId.of(childId)), LinkOption.NOFOLLOW_LINKS)) {
        findings.add(Flaw.CHILD_GONE, key, file, "its child " + childId + " is not there");
      }
    } else if (child.parent() == null) {
      findings.add(Flaw.PARENT_ONLY, key, file, "its child " + childId + " does not name it as its parent");
    }
  }

  private void shares(Catalog catalog) throws IOException {
    Set<Path> known = new HashSet<>();
    for (Catalog.Entry entry : catalog.entries().values()) {
      if (entry.id() != null) {
        known.add(Shares.file(place.root(), entry.id()));
      }
    }
    for (Path page : Shares.pages(place.root())) {
      // Sessions of projects have their pages in the same directory.
      if (!known.contains(page) && Discovery.projects(place.sessions()).isEmpty()) {
        findings.add(Flaw.SHARE_ORPHAN, page, "is the page of a session that is not there");
      }
    }
  }

  private void copies(Catalog catalog) throws IOException {
    if (!place.project()) {
      return;
    }
    Map<Path, Long> counts = new HashMap<>();
    for (Map.Entry<String, Catalog.Entry> one : catalog.entries().entrySet()) {
      SessionContent content = new SessionContent();
      content.id = one.getValue().id();
      content.createdAt = one.getValue().createdAt();
      for (Path copy : Copies.of(place, one.getKey(), content)) {
        counts.merge(copy.getParent(), 1L, Long::sum);
      }
    }
    for (Map.Entry<Path, Long> count : counts.entrySet()) {
      findings.add(Flaw.COPY, count.getKey(), Findings.count(count.getValue(), "session") + " of this project "
          + "stand there too: what is removed here alone comes back from there");
    }
  }
}
