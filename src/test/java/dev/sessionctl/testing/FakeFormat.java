package dev.sessionctl.testing;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A format whose stores are empty files {@code *.fake}; what they hold is in memory. */
public final class FakeFormat implements StoreFormat {

  private final Map<Path, FakeStore> stores = new HashMap<>();

  /** Makes a store in a directory and gives what is in it, to be filled. */
  public FakeStore create(Path directory, String name) throws IOException {
    Path path = Files.createFile(Files.createDirectories(directory).resolve(name + ".fake"));
    FakeStore store = new FakeStore(new StoreRef("fake", "1", path, "main", null));
    stores.put(path, store);
    return store;
  }

  /** Replaces what is said of a store. */
  public FakeStore withNote(FakeStore store, String note) {
    StoreRef old = store.ref();
    FakeStore noted = new FakeStore(new StoreRef("fake", "1", old.path(), "main", note));
    stores.put(old.path(), noted);
    return noted;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public void discover(Path start, Environment environment, Consumer<StoreRef> found) throws IOException {
    if (Files.isRegularFile(start)) {
      report(start, found);
      return;
    }
    List<Path> entries = new ArrayList<>();
    try (Stream<Path> list = Files.list(start)) {
      list.sorted().forEach(entries::add);
    }
    entries.forEach(entry -> report(entry, found));
  }

  private void report(Path path, Consumer<StoreRef> found) {
    if (stores.containsKey(path)) {
      found.accept(stores.get(path).ref());
    }
  }

  @Override
  public List<Path> defaultLocations(Environment environment) {
    return List.of(environment.home().resolve(".fake"));
  }

  @Override
  public Store open(StoreRef ref, Environment environment) {
    return stores.get(ref.path());
  }

  @Override
  public boolean isVersion(String text) {
    return text.equals("2026.3.13");
  }

  @Override
  public List<String> extraColumns() {
    return List.of("mood");
  }
}
