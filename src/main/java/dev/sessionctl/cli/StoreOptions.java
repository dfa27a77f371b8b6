package dev.sessionctl.cli;

import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which stores a reading command reads; without a word, all that are where products keep them. */
final class StoreOptions {

  @Option(names = {"-s", "--store"}, order = 100, paramLabel = "PATH",
      description = "A store, a state directory, or a home to search; repeatable. Default: where the products keep"
          + " their stores.")
  List<String> stores = new ArrayList<>();

  @Option(names = "--format", order = 101, paramLabel = "NAME",
      description = "Look for stores of this format only.")
  String format;

  List<StoreRef> select(CliContext context) throws StoreException {
    return StoreSelection.forReading(context, stores, format);
  }
}
