package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.files.Aftercare;
import dev.sessionctl.storage.files.Creation;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.Rewriting;
import dev.sessionctl.storage.files.SetAside;
import dev.sessionctl.storage.gemini.SessionDocument.Condition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans what a compaction does, all of it without loss: white space is taken out (the product reads the file as before,
 * and writes it indented again with the next message), files with one id become one, and a file gets the name under
 * which the product would write it.
 */
final class Compactions {

  private static final String ROLE = "session";
  private static final String COMPACT = "compact";
  private static final String KEEP = "keep";
  private static final int LONGEST_NAME = 255;

  private final StoreRef ref;
  private final Environment environment;
  private final Compaction request;
  private final Aftercare aftercare;
  private final QuietWindow window;
  private final JsonStyle style;
  private final List<FileStep> steps = new ArrayList<>();
  private final List<PlanItem> kept = new ArrayList<>();
  private long restyled;
  private long merged;
  private long renamed;

  Compactions(StoreRef ref, Environment environment, Compaction request, Aftercare aftercare)
      throws UnsupportedChangeException {
    if (request.level() != Compaction.Level.LOSSLESS) {
      throw new UnsupportedChangeException("gemini sessions are compacted without loss only: no release of the product"
          + " writes what the other levels take out; leave --level out");
    }
    this.ref = ref;
    this.environment = environment;
    this.request = request;
    this.aftercare = aftercare;
    this.window = new QuietWindow(environment, request.quietFor());
    this.style = request.style() == Compaction.Style.PRETTY ? JsonStyle.PRETTY : JsonStyle.MINIFIED;
  }

  FilePlan plan(Catalog catalog) throws IOException {
    Map<String, List<Catalog.Entry>> groups = new LinkedHashMap<>();
    for (Catalog.Entry entry : catalog.entries()) {
      if (request.keys() == null || request.keys().contains(entry.key())) {
        String id = entry.document().id;
        groups.computeIfAbsent(id == null ? "\0" + entry.key() : id, name -> new ArrayList<>()).add(entry);
      }
    }
    for (List<Catalog.Entry> group : groups.values()) {
      String reason = keepReason(group);
      if (reason != null) {
        group.forEach(entry -> keep(entry, reason));
      } else if (group.size() > 1 || group.get(0).document().id != null && group.get(0).isMisnamed()) {
        unite(group);
      } else {
        restyle(group.get(0));
      }
    }
    List<String> parts = new ArrayList<>();
    if (restyled > 0) {
      parts.add((style == JsonStyle.MINIFIED ? "take white space out of " : "give the product's white space to ")
          + restyled + " files");
    }
    if (merged > 0) {
      parts.add("merge the files of " + merged + " ids");
    }
    if (renamed > 0) {
      parts.add("rename " + renamed + " files");
    }
    String summary = parts.isEmpty() ? "nothing to compact in " + ref.path()
        : String.join(", ", parts) + " in " + ref.path();
    return new FilePlan(summary, steps, kept,
        steps.isEmpty() ? List.of() : List.of("the originals are kept in the trash beside the store"));
  }

  private String keepReason(List<Catalog.Entry> group) {
    for (Catalog.Entry entry : group) {
      if (entry.document().condition != Condition.SOUND) {
        return entry.file().name() + " is damaged: repair it first";
      }
      if (!window.isQuiet(entry.file().identity())) {
        return entry.file().name() + " changed within quiet-for";
      }
    }
    return null;
  }

  private void keep(Catalog.Entry entry, String reason) {
    kept.add(new PlanItem(entry.key(), entry.file().path(), KEEP, reason, entry.file().identity().size()));
  }

  /** Gives a document its white space where it has another and enough is gained. */
  private void restyle(Catalog.Entry entry) throws IOException {
    SessionFile file = entry.file();
    long size = file.identity().size();
    long after;
    boolean same;
    try (FileChannel channel = DurableFiles.openForRead(file.path())) {
      MatchingOutput match = new MatchingOutput(channel);
      restyle(channel, match);
      after = match.bytes();
      same = match.isSame();
    } catch (NoSuchFileException | JsonSyntaxException e) {
      keep(entry, "it changed while it was looked at");
      return;
    }
    if (same || style == JsonStyle.MINIFIED && after >= size) {
      keep(entry, "nothing to gain");
    } else if ((size - after) * 100 < size * request.thresholdPercent() && request.thresholdPercent() > 0) {
      keep(entry, "gains less than " + request.thresholdPercent() + "%");
    } else {
      PlanItem item = new PlanItem(entry.key(), file.path(), COMPACT,
          style == JsonStyle.MINIFIED ? "white space" : "white space as the product writes it", size);
      steps.add(new Rewriting(item, ROLE, file.identity(), after, Rewriting.ModifiedTime.KEEP, this::restyle)
          .provedBy(made -> prove(made, entry.document())).lookedAfterBy(aftercare));
      restyled++;
    }
  }

  private void restyle(FileChannel source, OutputStream out) throws IOException {
    style.write(new JsonScanner(source, 0, source.size()), out, 0);
  }

  /** The new file must be a session that the product loads, with the same id and at least the messages it had. */
  static void prove(Path made, SessionDocument expected) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(made)) {
      SessionDocument document = SessionParser.parse(channel);
      boolean same = document.condition == Condition.SOUND && java.util.Objects.equals(document.id, expected.id)
          && document.messages >= expected.messages && document.newestTime() >= expected.newestTime();
      if (!same) {
        throw new ChangedException("what was made of it is not the session that it was; it stays as it is");
      }
    }
  }

  /** Gives the session of an id one file with the name that the product writes. */
  private void unite(List<Catalog.Entry> group) throws IOException {
    String id = group.get(0).document().id;
    String name = SafeName.of(id);
    Catalog.Entry present = null;
    for (Catalog.Entry entry : group) {
      present = entry.file().name().equals(name) ? entry : present;
    }
    String refusal = present == null ? whyNot(name) : null;
    if (refusal != null) {
      group.forEach(entry -> keep(entry, refusal));
      return;
    }
    List<SessionFile> sources = new ArrayList<>(group.stream().map(Catalog.Entry::file).toList());
    sources.sort(Comparator.comparingLong((SessionFile file) -> file.document().newestTime()).reversed());
    MergedDocument document = new MergedDocument(sources);
    long bytes;
    try {
      bytes = document.bytes(style);
    } catch (ChangedException | NoSuchFileException | JsonSyntaxException e) {
      group.forEach(entry -> keep(entry, "it changed while it was looked at"));
      return;
    }
    SessionDocument newest = sources.get(0).document();
    Path place = ref.path().resolve(name);
    long size = sources.stream().mapToLong(source -> source.identity().size()).sum();
    String reason = group.size() == 1 ? "gets the name that the product writes: " + name
        : "merges " + group.size() + " files with this id into " + name;
    FileStep united;
    if (present != null) {
      PlanItem item = new PlanItem(id, place, COMPACT, reason, present.file().identity().size());
      united = new Rewriting(item, ROLE, present.file().identity(), bytes, Rewriting.ModifiedTime.KEEP,
          (source, out) -> document.write(out, style)).provedBy(made -> prove(made, newest))
          .lookedAfterBy(aftercare);
    } else {
      united = new Creation(new PlanItem(id, place, COMPACT, reason, 0), bytes,
          FileStat.of(sources.get(0).path()).permissions(), out -> document.write(out, style));
    }
    List<FileStep> others = new ArrayList<>();
    for (SessionFile source : sources) {
      if (present == null || source != present.file()) {
        PlanItem item = new PlanItem(id, source.path(), COMPACT, reason, source.identity().size());
        others.add(new SetAside(item, List.of(new SetAside.Part(ROLE, source.path(), source.identity())))
            .lookedAfterBy(aftercare));
      }
    }
    steps.add(new MergeStep(new PlanItem(id, group.get(0).file().path(), group.size() == 1 ? "rename" : "merge",
        reason, size), united, others));
    merged += group.size() > 1 ? 1 : 0;
    renamed += group.size() > 1 ? 0 : 1;
  }

  /** Why no file of that name can be made, or null. */
  private String whyNot(String name) {
    try {
      if (name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_NAME) {
        return "its id makes a name of more than " + LONGEST_NAME + " bytes";
      }
      return Files.exists(ref.path().resolve(name), LinkOption.NOFOLLOW_LINKS)
          ? name + " is there already and holds something else" : null;
    } catch (InvalidPathException e) {
      return "its id makes no name of a file";
    }
  }
}
