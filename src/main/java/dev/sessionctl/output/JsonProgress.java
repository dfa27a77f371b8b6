package dev.sessionctl.output;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** JSON Lines for programs, written by hand so that a run without other JSON loads no JSON library. */
final class JsonProgress extends ThrottledProgress {
  private static final long INTERVAL_NANOS = 500_000_000L;

  JsonProgress(OutputStream out, LongSupplier nanoClock) {
    super(out, nanoClock, INTERVAL_NANOS);
  }

  @Override
  byte[] render(String phase, long total, long done, long bytes) {
    StringBuilder line = new StringBuilder(96).append("{\"type\":\"progress\",\"phase\":\"");
    for (int i = 0; i < phase.length(); i++) {
      char c = phase.charAt(i);
      if (c < 0x20 || c >= 0x7f) {
        SafeText.hex(line.append("\\u"), c, 4);
      } else {
        line.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    line.append("\",\"done\":").append(done).append(",\"total\":");
    if (total < 0) {
      line.append("null");
    } else {
      line.append(total);
    }
    line.append(",\"bytes\":").append(bytes).append("}\n");
    return line.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void hide() {
    // Lines do not get in each other's way.
  }

  @Override
  void finish() {
    if (!isLatestShown()) {
      showLatest();
    }
  }
}
