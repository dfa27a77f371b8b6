package dev.sessionctl.storage.tokenoptimizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.InOrder;
import dev.sessionctl.storage.files.StoreOfFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line that is on its way to a file whose name is given to another at that moment. */
class LineRewritingTest {

  @TempDir
  private Path base;

  @Test
  void isCarriedOver() throws IOException {
    check(false);
  }

  @Test
  void isCarriedOverAlsoWhereOtherStepsFollow() throws IOException {
    check(true);
  }

  private void check(boolean inOrder) throws IOException {
    StoreOfFiles store = new StoreOfFiles(base.toRealPath());
    Path file = store.write("manifest.jsonl", "a\nb\n");
    PlanItem item = store.item("s", file);
    FileStep step = LineRewriting.keeping(item, "manifest", FileIdentity.of(file),
        List.of(new LineRewriting.Range(2, 4)));
    try (FileChannel plugin = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      // The hold ends right after the replacement.
      store.holdBy((key, files, wait) -> () -> plugin.write(ByteBuffer.wrap("late\n".getBytes(UTF_8))));
      ChangeReport report = store.apply(List.of(inOrder ? new InOrder(item, List.of(step)) : step));
      assertThat(report.done()).isEqualTo(1);
      assertThat(report.notices()).singleElement().asString().contains("5 bytes").contains("carried over");
    }
    assertThat(file).hasContent("b\nlate\n");
  }
}
