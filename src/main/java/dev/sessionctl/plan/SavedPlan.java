package dev.sessionctl.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.PrivateOutput;
import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ChangePlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A document that {@link PlanWriter} made: how its plans come about, and by what they are known. */
public final class SavedPlan {

  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> fingerprints = new HashMap<>();
  private String version;
  private String problem;
  private boolean ended;

  private SavedPlan(Path file) {
    this.file = file;
  }

  /** The file is no plan of this version of this program, or not whole. */
  public static final class UnusableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  /**
   * Reads a document.
   *
   * @param version the version of this program
   * @throws UnusableException when it cannot be relied on
   */
  public static SavedPlan read(Path file, String version) throws IOException {
    SavedPlan plan = new SavedPlan(file);
    MessageDigest digest = Sha256.digest();
    try (InputStream in = PrivateOutput.read(file);
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null && plan.problem == null; line = lines.readLine()) {
        plan.line(line, digest);
      }
    }
    if (plan.problem == null && !plan.ended) {
      plan.problem = "is not whole";
    }
    if (plan.problem == null && !version.equals(plan.version)) {
      plan.problem = "was made by version " + plan.version + "; make it again with this one";
    }
    if (plan.problem != null) {
      throw new UnusableException(file + " " + plan.problem);
    }
    return plan;
  }

  private void line(String line, MessageDigest digest) {
    Map<String, Object> fields = new HashMap<>();
    try (JsonParser in = JSON.createParser(line)) {
      if (ended || in.nextToken() != JsonToken.START_OBJECT) {
        problem = "is no saved plan";
        return;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        if (in.nextToken() == JsonToken.START_ARRAY) {
          List<String> values = new ArrayList<>();
          while (in.nextToken() != JsonToken.END_ARRAY && in.currentToken() != null) {
            values.add(in.getValueAsString());
            in.skipChildren();
          }
          fields.put(name, values);
        } else {
          fields.put(name, in.getValueAsString());
          in.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      problem = "is damaged, or no saved plan";
      return;
    } catch (IOException e) {
      throw new IllegalStateException("a text was read", e);
    }
    fields(fields, digest);
    digest.update(line.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
  }

  private void fields(Map<String, Object> fields, MessageDigest digest) {
    String type = String.valueOf(fields.get("type"));
    if (version == null) {
      boolean ours = type.equals("document") && PlanWriter.TOOL.equals(fields.get("tool"))
          && Integer.toString(PlanWriter.SCHEMA_VERSION).equals(fields.get("schemaVersion"));
      if (!ours) {
        problem = "is no plan that this program saved";
        return;
      }
      version = String.valueOf(fields.get("version"));
      if (fields.get("arguments") instanceof List<?> words) {
        words.forEach(word -> arguments.add(String.valueOf(word)));
      }
    } else if (type.equals("fingerprint")) {
      fingerprints.put(fields.get("format") + " " + fields.get("store"), String.valueOf(fields.get("sha256")));
    } else if (type.equals("end")) {
      ended = true;
      // Reading the digest ends it, and nothing may follow.
      if (!HexFormat.of().formatHex(digest.digest()).equals(fields.get("sha256"))
          || !Integer.toString(fingerprints.size()).equals(fields.get("plans"))) {
        problem = "is damaged: its content is not what was written";
      }
    }
  }

  /** The command line that made the plans. */
  public List<String> arguments() {
    return List.copyOf(arguments);
  }

  /**
   * Makes sure that what is planned now is what was saved.
   *
   * @throws ChangedException when it is something else
   */
  void require(StoreRef store, ChangePlan plan) throws IOException {
    String saved = fingerprints.get(store.format() + " " + store.path());
    if (saved == null) {
      throw new ChangedException(file + " holds no plan for " + store.path() + "; nothing was done");
    }
    if (!saved.equals(PlanFingerprint.of(store, plan))) {
      throw new ChangedException(store.path() + " changed since " + file + " was made: " + plan.summary()
          + " is what would be done now; nothing was done");
    }
  }

  /**
   * Makes sure that every store of the document is there.
   *
   * @param stores those that were looked at
   * @throws ChangedException when one is missing
   */
  public void requireAll(Set<StoreRef> stores) throws ChangedException {
    Map<String, String> missing = new HashMap<>(fingerprints);
    stores.forEach(store -> missing.remove(store.format() + " " + store.path()));
    if (!missing.isEmpty()) {
      throw new ChangedException("the store " + missing.keySet().iterator().next() + ", which " + file
          + " has a plan for, is not there any more; nothing was done");
    }
  }
}
