package dev.sessionctl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.output.JsonOut;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.TextSink;
import dev.sessionctl.output.Units;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows stores themselves: what they are, what is in them, who may write them. */
final class StoreInspection {

  private final CliContext context;
  private final MessageOptions says;
  private final boolean utc;

  StoreInspection(CliContext context, MessageOptions says, boolean utc) {
    this.context = context;
    this.says = says;
    this.utc = utc;
  }

  void print(StoreRun run, List<StoreRef> stores, OutputFormat format) throws IOException {
    List<StoreFacts> all = new ArrayList<>();
    List<Map<String, Long>> sizes = new ArrayList<>();
    run.forEach(ref -> {
      Store store = context.open(ref);
      StoreFacts facts = StoreFacts.of(store, run);
      sizes.add(facts.readable() ? store.sizes() : Map.of());
      all.add(facts);
    });
    if (format == OutputFormat.JSON) {
      json(all, sizes);
      return;
    }
    try (TextSink out = new TextSink(context.out())) {
      DetailText text = new DetailText(out, ListingOptions.style(context, says, utc));
      for (int i = 0; i < all.size(); i++) {
        text(text, all.get(i));
        text.values("sizes", shares(sizes.get(i)));
      }
    }
  }

  /** Sizes as people read them, with what they are of the whole. */
  private static Map<String, Object> shares(Map<String, Long> sizes) {
    long sum = sizes.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Object> shares = new LinkedHashMap<>();
    sizes.forEach((name, bytes) -> shares.put(name,
        Units.formatBytes(bytes) + " (" + Math.round(bytes * 100.0 / sum) + "%)"));
    return shares;
  }

  private void json(List<StoreFacts> all, List<Map<String, Long>> sizes) throws IOException {
    try (JsonGenerator json = JsonOut.document(context.out())) {
      JsonDocuments.begin(json, "inspect");
      json.writeArrayFieldStart("stores");
      for (int i = 0; i < all.size(); i++) {
        StoreFacts facts = all.get(i);
        json.writeStartObject();
        JsonDocuments.store(json, facts.ref());
        json.writeNumberField("sessions", facts.sessions());
        json.writeNumberField("bytes", facts.bytes());
        json.writeFieldName("kinds");
        JsonOut.writeValue(json, facts.kinds());
        json.writeFieldName("states");
        JsonOut.writeValue(json, facts.states());
        DetailJson.owners(json, facts.owners());
        DetailJson.locks(json, facts.locks());
        if (!sizes.get(i).isEmpty()) {
          json.writeFieldName("sizes");
          JsonOut.writeValue(json, sizes.get(i));
        }
        json.writeBooleanField("complete", facts.complete());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      JsonOut.endDocument(json);
    }
  }

  private static void text(DetailText text, StoreFacts facts) throws IOException {
    text.title(facts.ref().path().toString());
    text.field("format", facts.ref().format());
    text.field("generation", facts.ref().generation());
    text.field("agent", facts.ref().agent());
    text.field("sessions", facts.sessions() + (facts.complete() ? "" : " (not all could be read)"));
    text.field("bytes", Units.formatBytes(facts.bytes()));
    text.field("owner", facts.owner());
    text.values("kinds", facts.kinds());
    text.values("states", facts.states());
    text.owners(facts.owners());
    text.locks(facts.locks());
  }
}
