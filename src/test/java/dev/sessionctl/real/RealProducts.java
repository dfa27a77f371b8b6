package dev.sessionctl.real;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * Installs released products by name with the npm client, each below {@code target/real-products} and once only. With
 * {@code -Dreal.products=DIR} what lies in DIR under the same names is used, and nothing is installed. A test whose
 * product cannot be had is skipped.
 */
final class RealProducts {

  private static final String GIVEN = System.getProperty("real.products", "");
  private static final Path DIRECTORY = GIVEN.isEmpty()
      ? Path.of(System.getProperty("sessionctl.basedir", "."), "target", "real-products").toAbsolutePath()
      : Path.of(GIVEN).toAbsolutePath();
  private static final Duration INSTALLING = Duration.ofMinutes(10);

  private static final String PACKAGE_JSON = "{\"name\": \"real-products\", \"private\": true%s}\n";
  /** Without these the dependencies of 2026.3.13 come from places other than the registry, or do not load. */
  private static final String OVERRIDES_3_13 =
      ", \"overrides\": {\"libsignal\": \"npm:left-pad@1.3.0\", \"linkedom\": \"0.18.12\"}";

  private static final Map<String, Path> FOUND = new HashMap<>();
  private static final Map<String, String> MISSING = new HashMap<>();

  private RealProducts() {}

  /**
   * A directory for the temporary files of the products that outlives the run: a release translates and compiles much
   * of itself there at its first start, which takes a minute.
   */
  static Path temporary() throws IOException {
    return Files.createDirectories(Path.of(System.getProperty("sessionctl.basedir", "."), "target",
        "real-products-tmp").toAbsolutePath());
  }

  /** The package directory of a release of OpenClaw. */
  static synchronized Path openClaw(String version) throws IOException, InterruptedException {
    String overrides = version.equals("2026.3.13") ? OVERRIDES_3_13 : "";
    return installed("openclaw-" + version, "openclaw@" + version, overrides).resolve("node_modules/openclaw");
  }

  /** A Node that all releases used here run on. */
  static synchronized Path node() throws IOException, InterruptedException {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    String name = "node-" + (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin"
        : "linux") + (arm ? "-arm64" : "-x64");
    return installed(name + "-24", name + "@24", "").resolve("node_modules").resolve(name).resolve("bin/node");
  }

  /** The directory of a package as it was published, without its dependencies. */
  static synchronized Path packed(String name, String what) throws IOException, InterruptedException {
    Path place = DIRECTORY.resolve(name).resolve("package");
    String reason = MISSING.get(name);
    if (!Files.isDirectory(place) && reason == null) {
      reason = GIVEN.isEmpty() ? unpack(place.getParent(), what)
          : place + " is not there; -Dreal.products names the directory it should be in";
      if (reason != null) {
        System.out.println("SKIPPED: " + reason);
        MISSING.put(name, reason);
      }
    }
    Assumptions.assumeTrue(reason == null, reason);
    return place;
  }

  /** Fetches and unpacks a package; returns why it could not be done, or null. */
  private static String unpack(Path place, String what) throws IOException, InterruptedException {
    Path part = place.resolveSibling(place.getFileName() + ".part");
    Commands.run(List.of("rm", "-rf", part.toString()), null, Path.of("/"), INSTALLING);
    Files.createDirectories(part);
    try {
      Commands.Result fetched = Commands.run(List.of("npm", "pack", what, "--loglevel=error", "--fetch-retries=1"),
          null, part, INSTALLING);
      if (fetched.code() != 0) {
        return "npm could not fetch " + what + ": " + fetched.err().strip();
      }
      Commands.Result unpacked =
          Commands.run(List.of("tar", "-xzf", fetched.out().strip()), null, part, INSTALLING);
      if (unpacked.code() != 0) {
        return "tar could not unpack " + what + ": " + unpacked.err().strip();
      }
    } catch (IOException e) {
      return "npm could not be run to fetch " + what + ": " + e.getMessage();
    }
    Files.move(part, place);
    return null;
  }

  private static Path installed(String name, String what, String overrides)
      throws IOException, InterruptedException {
    Path place = FOUND.get(name);
    String reason = MISSING.get(name);
    if (place == null && reason == null) {
      place = DIRECTORY.resolve(name);
      reason = Files.isDirectory(place.resolve("node_modules")) ? null
          : GIVEN.isEmpty() ? install(place, what, overrides)
          : place + " is not there; -Dreal.products names the directory it should be in";
      if (reason == null) {
        FOUND.put(name, place);
      } else {
        // Once on the console, where the reason of a skipped test is not shown.
        System.out.println("SKIPPED: " + reason);
        MISSING.put(name, reason);
      }
    }
    Assumptions.assumeTrue(reason == null, reason);
    return place;
  }

  /** Installs a package; returns why it could not be done, or null. */
  private static String install(Path place, String what, String overrides) throws IOException, InterruptedException {
    Path part = place.resolveSibling(place.getFileName() + ".part");
    Commands.run(List.of("rm", "-rf", part.toString()), null, Path.of("/"), INSTALLING);
    Files.createDirectories(part);
    Files.writeString(part.resolve("package.json"), String.format(Locale.ROOT, PACKAGE_JSON, overrides),
        StandardCharsets.UTF_8);
    List<String> command = List.of("npm", "install", what, "--ignore-scripts", "--omit=optional",
        "--legacy-peer-deps", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1");
    try {
      System.out.println("installing " + what + " below " + DIRECTORY);
      Commands.Result result = Commands.run(command, null, part, INSTALLING);
      if (result.code() != 0) {
        return "npm could not install " + what + ": " + result.err().strip();
      }
    } catch (IOException e) {
      return "npm could not be run to install " + what + ": " + e.getMessage();
    }
    Files.move(part, place);
    return null;
  }
}
