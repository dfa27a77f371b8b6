package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.tokenoptimizer.Plugin.Capture;
import dev.sessionctl.storage.tokenoptimizer.Plugin.Event;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A process that captures as the plugin does, in the gateway's stead, until a line comes in; and knows better than the
 * plugin what was captured already. Its clock stands long ago, so that nothing it writes is of the future.
 *
 * <p>Arguments: home, sessions, how many of them it remembers. Prints {@code started}, a line for each capture that
 * was acknowledged ({@code + session trigger file}), and at the end what came of it.
 */
public final class PluginProcess {

  private static final long BEGIN = 1_700_000_000_000L;

  private PluginProcess() {}

  public static void main(String[] arguments) throws Exception {
    int sessions = Integer.parseInt(arguments[1]);
    long[] now = {Long.parseLong(arguments[3])};
    Plugin plugin = new Plugin(Path.of(arguments[0]), () -> now[0], Integer.parseInt(arguments[2]));
    SplittableRandom random = new SplittableRandom(now[0]);
    Set<String> captured = new HashSet<>();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("started");
    int captures = 0;
    int again = 0;
    int number = 0;
    // Every fill band and threshold of every session, in no order, and compactions for ever.
    while (!in.ready()) {
      String id = String.format(Locale.ROOT, "s%05d", random.nextInt(sessions));
      now[0] += Plugin.COOLDOWN;
      String text = id + " " + number++;
      Capture capture = number % 3 == 0 ? plugin.capture(id, "compact", text, 2)
          : plugin.evaluate(id, new Event(20 + random.nextInt(70), 30 + random.nextInt(70), number % 7 == 0, 0,
              java.util.List.of(), text));
      if (capture == null) {
        continue;
      }
      captures++;
      boolean once = !capture.trigger().equals("compact");
      if (once && !captured.add(id + " " + capture.trigger())) {
        again++;
        System.out.println("AGAIN " + id + " " + capture.trigger());
      }
      System.out.println("+ " + id + " " + capture.trigger() + " " + capture.file());
      // Leaves the processor to the changes beside it; no result is waited for.
      Thread.sleep(1);
    }
    System.out.println("captures=" + captures + " again=" + again + " errors=" + plugin.errors() + " clock=" + now[0]);
  }

  /** Where the clock begins. */
  static long begin() {
    return BEGIN;
  }
}
