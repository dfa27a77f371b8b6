package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.entryText;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.FakeEnvironment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writer that does what gateways do, as fast as it can, must not cause a single alarm. */
@Timeout(180)
class CheckBesideWriterTest {

  private static final int SESSIONS = 6;
  private static final int CHECKS = 100;

  private static final String ARCHIVED = ".jsonl.reset.2026-11-20T02-53-48.498Z";

  @TempDir
  Path temporary;

  private volatile boolean enough;

  @Test
  void noFalseAlarms() throws Exception {
    OpenClawFixture fixture = OpenClawFixture.in(temporary);
    Writer writer = new Writer(fixture);
    FakeEnvironment fake = Checks.environment(fixture);
    fake.processes().add(4711, 5, "openclaw-gateway");
    List<String> alarms = new ArrayList<>();
    long looked = 0;
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> written = thread.submit(writer);
      assertThat(writer.begun.await(60, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < CHECKS; i++) {
        fake.clock().set(System.currentTimeMillis());
        Checks.Outcome outcome = Checks.run(fixture, CheckRequest.FULL, fake.build());
        outcome.findings().stream().filter(finding -> outcome.problems().contains(finding.id()))
            .forEach(finding -> alarms.add(finding.id() + " " + finding.message()));
        looked += outcome.summary().checked();
      }
      enough = true;
      assertThat(written.get(60, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(2 * SESSIONS);
    } finally {
      enough = true;
      thread.shutdownNow();
    }
    assertThat(alarms).isEmpty();
    assertThat(looked).isGreaterThanOrEqualTo(CHECKS * (long) SESSIONS / 2);
  }

  /** Entry files are replaced, made and removed all the time. */
  @Test
  void aDirectoryInUseRaisesNoAlarms() throws Exception {
    for (DirectoryLayout layout : DirectoryLayout.values()) {
      enough = false;
      OpenClawFixture fixture = OpenClawFixture.in(Files.createDirectory(temporary.resolve(layout.name())))
          .session("agent:main:main", id(1), 3).session("agent:main:x", id(2), 3).writeDirectory(layout);
      Files.setPosixFilePermissions(fixture.directory(), dev.sessionctl.storage.DurableFiles.PRIVATE_DIRECTORY);
      Path entries = layout.entries(fixture.directory());
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        Future<Integer> written = thread.submit(() -> {
          int turns = 0;
          for (; !enough; turns++) {
            String key = turns % 3 == 0 ? "agent:main:direct:" + turns % 7 : "agent:main:x";
            String name = layout.fileName(key);
            if (turns % 6 == 3) {
              Files.deleteIfExists(entries.resolve(name));
              continue;
            }
            String text = turns % 3 == 0 ? "{\n  \"updatedAt\": 1\n}"
                : entryText(id(2), fixture.transcript(id(2)).toString(), "\"turn\": " + turns);
            Path temporaryFile = entries.resolve(name + "." + id(0) + ".tmp");
            Files.write(temporaryFile, layout.content(key, name, text.getBytes(StandardCharsets.UTF_8)));
            Files.move(temporaryFile, entries.resolve(name), StandardCopyOption.ATOMIC_MOVE);
          }
          return turns;
        });
        FakeEnvironment fake = Checks.environment(fixture);
        for (int i = 0; i < CHECKS; i++) {
          fake.clock().set(System.currentTimeMillis());
          // The fixture's time may still be to come.
          assertThat(Checks.run(fixture, CheckRequest.FULL, fake.build()).problems())
              .filteredOn(id -> !id.equals(Flaw.ENTRY_FUTURE_TIME.id())).isEmpty();
        }
        enough = true;
        assertThat(written.get(60, TimeUnit.SECONDS)).isPositive();
      } finally {
        enough = true;
        thread.shutdownNow();
      }
    }
  }

  /**
   * The writer loses the processor in the middle of a line: the file stands still, torn, and is no damage, unless that
   * takes longer than anybody waits.
   */
  @Test
  void aPauseInTheMiddleOfALineIsNoDamage() throws Exception {
    OpenClawFixture fixture = OpenClawFixture.in(temporary).session("agent:main:main", id(1), 1).writeIndex();
    FakeEnvironment fake = Checks.environment(fixture);
    CountDownLatch torn = new CountDownLatch(1);
    AtomicLong longestPause = new AtomicLong();
    AtomicInteger rows = new AtomicInteger();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> written = thread.submit(() -> {
        int row = 1;
        for (; !enough; row++) {
          byte[] line = OpenClawFixture.message(row, row - 1, "user").getBytes(StandardCharsets.UTF_8);
          long begin = System.nanoTime();
          Files.write(fixture.transcript(id(1)), Arrays.copyOf(line, 40), StandardOpenOption.APPEND);
          torn.countDown();
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
          Files.write(fixture.transcript(id(1)), Arrays.copyOfRange(line, 40, line.length), StandardOpenOption.APPEND);
          longestPause.accumulateAndGet(System.nanoTime() - begin, Math::max);
          rows.set(row);
        }
        return row;
      });
      assertThat(torn.await(60, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 5; i++) {
        fake.clock().set(System.currentTimeMillis());
        if (Checks.run(fixture, CheckRequest.FULL, fake.build()).ids().contains(Flaw.TRANSCRIPT_TORN.id())) {
          for (int before = rows.get(); rows.get() == before && !written.isDone(); ) {
            Thread.onSpinWait();
          }
          assertThat(TimeUnit.NANOSECONDS.toMillis(longestPause.get())).isGreaterThanOrEqualTo(640);
        }
      }
      enough = true;
      assertThat(written.get(60, TimeUnit.SECONDS)).isPositive();
    } finally {
      enough = true;
      thread.shutdownNow();
    }
    assertThat(Checks.level(fixture, 2).ids()).isEmpty();
  }

  /** Appends rows in two parts, replaces the index, takes and releases locks, and now and then begins anew. */
  private final class Writer implements Callable<Integer> {
    private final OpenClawFixture fixture;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final int[] ids = new int[SESSIONS];
    private final int[] rows = new int[SESSIONS];
    private int nextId = 1;

    Writer(OpenClawFixture fixture) throws Exception {
      this.fixture = fixture;
      for (int i = 0; i < SESSIONS; i++) {
        begin(i);
      }
      index();
    }

    @Override
    public Integer call() throws Exception {
      int turns = 0;
      while (!enough) {
        int session = turns % SESSIONS;
        Path lock = fixture.sessions().resolve(id(ids[session]) + ".jsonl.lock");
        Files.createFile(lock);
        Files.writeString(lock, "{\"pid\": 4711, \"createdAt\": \"2100-01-01T00:00:00.000Z\", \"starttime\": 5}");
        append(session);
        Files.delete(lock);
        if (turns % 5 == 0) {
          String old = id(ids[session]);
          begin(session);
          index();
          Files.move(fixture.transcript(old), fixture.sessions().resolve(old + ARCHIVED));
          // As the product's retention does; otherwise the directory would grow with the speed of the machine.
          Files.deleteIfExists(fixture.sessions().resolve(id(nextId - 40) + ARCHIVED));
        } else {
          index();
        }
        if (++turns == 2 * SESSIONS) {
          begun.countDown();
        }
      }
      return turns;
    }

    private void begin(int session) throws Exception {
      ids[session] = nextId++;
      rows[session] = 0;
      Path path = fixture.transcript(id(ids[session]));
      Files.writeString(path, OpenClawFixture.header(id(ids[session])));
      Files.setPosixFilePermissions(path, dev.sessionctl.storage.DurableFiles.PRIVATE_FILE);
      append(session);
    }

    private void append(int session) throws Exception {
      int row = rows[session]++;
      byte[] line = OpenClawFixture.message(row, row == 0 ? null : row - 1, "user").getBytes(StandardCharsets.UTF_8);
      int half = line.length / 2;
      Path path = fixture.transcript(id(ids[session]));
      Files.write(path, Arrays.copyOf(line, half), StandardOpenOption.APPEND);
      Files.write(path, Arrays.copyOfRange(line, half, line.length), StandardOpenOption.APPEND);
    }

    private void index() throws Exception {
      StringBuilder text = new StringBuilder("{");
      for (int i = 0; i < SESSIONS; i++) {
        text.append(i == 0 ? "\n" : ",\n").append("\"agent:main:direct:").append(i).append("\": ")
            .append(entryText(id(ids[i]), fixture.transcript(id(ids[i])).toString())
                .replace(Long.toString(OpenClawFixture.TIME), Long.toString(System.currentTimeMillis())));
      }
      Path temporaryFile = fixture.sessions().resolve("sessions.json." + id(0) + ".tmp");
      Files.writeString(temporaryFile, text.append("\n}"));
      Files.setPosixFilePermissions(temporaryFile, dev.sessionctl.storage.DurableFiles.PRIVATE_FILE);
      Files.move(temporaryFile, fixture.index(), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
