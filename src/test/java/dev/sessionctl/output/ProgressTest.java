package dev.sessionctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long MS = 1_000_000L;

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 50 * MS); // overflows on the way
  private final Streams.Memory out = new Streams.Memory();

  @Test
  void redrawsOneLineAndErasesIt() {
    try (Progress progress = Progress.terminal(out, clock::get, 80)) {
      progress.phase("scan", 200);
      clock.addAndGet(99 * MS);
      progress.update(1, 10);
      clock.addAndGet(MS);
      progress.update(50, 2048);
      clock.addAndGet(100 * MS);
      progress.phase("é\u001b", Progress.UNKNOWN);
    }
    assertThat(out.text()).isEqualTo("\rscan  0/200  0%"
        + "\rscan  50/200  25%  2.0 KiB"
        + "\r??  0" + " ".repeat(21)
        + "\r     \r");
  }

  @Test
  void neverWiderThanTheTerminal() {
    try (Progress progress = Progress.terminal(out, clock::get, 10)) {
      progress.phase("a very long name", Long.MAX_VALUE);
    }
    assertThat(out.text()).isEqualTo("\ra very lo\r" + " ".repeat(9) + "\r");
  }

  @Test
  void makesRoomForOtherOutput() {
    try (Progress progress = Progress.terminal(out, clock::get, 80)) {
      progress.phase("scan", 2);
      progress.hide();
      progress.hide();
      progress.update(1, 0);
      clock.addAndGet(100 * MS);
      progress.update(2, 0);
    }
    assertThat(out.text()).isEqualTo("\rscan  0/2  0%\r" + " ".repeat(13) + "\r"
        + "\rscan  2/2  100%\r" + " ".repeat(15) + "\r");
  }

  @Test
  void jsonTwiceASecondAndTheLastState() {
    try (Progress progress = Progress.json(out, clock::get)) {
      progress.phase("a\"\\\n\u00e9", Progress.UNKNOWN);
      for (int i = 1; i <= 1000; i++) {
        clock.addAndGet(MS);
        progress.update(i, i * 2L);
      }
      progress.phase("last", 7);
      progress.update(7, 0);
    }
    assertThat(out.text()).isEqualTo("""
        {"type":"progress","phase":"a\\"\\\\\\u000a\\u00e9","done":0,"total":null,"bytes":0}
        {"type":"progress","phase":"a\\"\\\\\\u000a\\u00e9","done":500,"total":null,"bytes":1000}
        {"type":"progress","phase":"a\\"\\\\\\u000a\\u00e9","done":1000,"total":null,"bytes":2000}
        {"type":"progress","phase":"last","done":7,"total":7,"bytes":0}
        """);
  }

  @Test
  void silentWhenUnusedClosedOrBroken() {
    Progress.terminal(out, clock::get, 0).close();
    Progress.json(out, clock::get).close();
    Progress.none().update(1, 1);
    assertThat(out.text()).isEmpty();
    Streams.Full full = new Streams.Full(0);
    try (Progress progress = Progress.json(full, clock::get)) {
      progress.phase("x", 1);
      clock.addAndGet(1000 * MS);
      progress.update(1, 1);
    }
    assertThat(full.attempts).isEqualTo(1);
  }
}
