package dev.sessionctl.storage.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.ProcessInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcProcessTableTest {

  @TempDir Path proc;

  /** A process as Linux shows it; 20 fields follow the state. */
  private Path process(long pid, String command, String state, long start) throws IOException {
    Path directory = Files.createDirectory(proc.resolve(Long.toString(pid)));
    Files.writeString(directory.resolve("stat"), pid + " (" + command + ") " + state
        + " 1 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 " + start + " 1000 1\n", StandardCharsets.ISO_8859_1);
    return directory;
  }

  @Test
  void readsAProcessWhateverItIsCalled() throws IOException {
    Path directory = process(12, "a) Z 1 1 (b)", "S", 4711);
    Files.write(directory.resolve("cmdline"), new byte[] {'n', 'o', 'd', 'e', 0, 0, (byte) 0xff, 0, 0});
    Files.createDirectory(directory.resolve("ns"));
    Files.createSymbolicLink(directory.resolve("ns/pid"), Path.of("pid:[4026531836]"));
    ProcessInfo process = new ProcProcessTable(proc).find(12).orElseThrow();
    assertThat(process.startTicks()).isEqualTo(4711);
    assertThat(process.arguments()).containsExactly("node", "", "ÿ");
    assertThat(process.namespace()).isEqualTo("pid:[4026531836]");
    assertThat(process.userId()).isNotNegative();
  }

  @Test
  void zombiesAndHalfGoneProcessesDoNotRun() throws IOException {
    process(13, "gone", "Z", 1);
    process(14, "dead", "X", 1);
    Files.writeString(process(15, "torn", "S", 1).resolve("stat"), "15 (torn");
    Files.createDirectory(proc.resolve("16"));
    ProcProcessTable table = new ProcProcessTable(proc);
    for (long pid : new long[] {13, 14, 15, 16, 17, 0, -1}) {
      assertThat(table.find(pid)).as("process " + pid).isEmpty();
    }
    assertThat(table.all()).isEmpty();
  }

  @Test
  void whatMayNotBeReadIsUnknown() throws IOException {
    process(20, "other's", "S", 5);
    ProcProcessTable table = new ProcProcessTable(proc);
    ProcessInfo process = table.find(20).orElseThrow();
    assertThat(process.arguments()).isEmpty();
    assertThat(process.namespace()).isEmpty();
    assertThat(table.variables(20)).isEmpty();
    assertThat(table.inContainer()).isFalse();
  }

  @Test
  void readsVariablesAndTakesAnOverwrittenBlockForUnknown() throws IOException {
    Path directory = process(21, "node", "S", 5);
    Files.write(directory.resolve("environ"), "HOME=/h\0EMPTY=\0no equals\0=x\0A=b=c\0".getBytes(
        StandardCharsets.ISO_8859_1));
    ProcProcessTable table = new ProcProcessTable(proc);
    assertThat(table.variables(21).orElseThrow()).containsEntry("HOME", "/h").containsEntry("EMPTY", "")
        .containsEntry("A", "b=c").hasSize(3);
    Files.write(directory.resolve("environ"), new byte[100]);
    assertThat(table.variables(21)).isEmpty();
  }

  @Test
  void listsProcessesOnly() throws IOException {
    process(30, "one", "S", 5);
    process(31, "two", "R", 6);
    Files.createDirectory(proc.resolve("3x"));
    Files.createDirectory(proc.resolve("self-test"));
    assertThat(new ProcProcessTable(proc).all()).extracting(ProcessInfo::pid).containsExactlyInAnyOrder(30L, 31L);
    assertThatThrownBy(() -> new ProcProcessTable(proc).self()).isInstanceOf(IllegalStateException.class);
    Files.createSymbolicLink(proc.resolve("self"), Path.of("31"));
    assertThat(new ProcProcessTable(proc).self().startTicks()).isEqualTo(6);
  }

  @Test
  void knowsThisVeryProcess() {
    ProcProcessTable table = new ProcProcessTable(Path.of("/proc"));
    ProcessInfo self = table.self();
    assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(self.commandLine()).contains("java");
    assertThat(table.find(self.pid())).contains(self);
    assertThat(table.all()).extracting(ProcessInfo::pid).contains(self.pid());
    assertThat(table.variables(self.pid()).orElseThrow()).containsKey("SESSIONCTL_CONFIG");
  }
}
