package dev.sessionctl.storage.openclaw;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FileStat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs command lines on a real store in this process. */
final class TrashCli {

  private static final String ATTRIBUTES = "unix:dev,ino,mode,nlink,uid,gid,size,lastModifiedTime,ctime";

  private final FakeEnvironment fake;
  private long seed = 10_000;

  TrashCli(FakeEnvironment fake) {
    this.fake = fake;
    fake.variable("SESSIONCTL_CONFIG", "/dev/null");
  }

  /** What a command line came to. */
  record Result(int code, String out, String err) {}

  Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CliContext context = new CliContext(fake.seed(seed++).build(), OpenClaw.formats(),
        new ByteArrayInputStream(new byte[0]), out, err, Terminal.NONE);
    int code = Cli.run(args, context);
    return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Everything below a directory: names, inodes, modes, sizes, times and contents. */
  static Map<String, String> snapshot(Path root) throws IOException {
    Map<String, String> snapshot = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String content = FileStat.of(path).isRegularFile()
            ? HexFormat.of().formatHex(CanonicalHash.ofBytes(Files.readAllBytes(path))) : "";
        snapshot.put(root.relativize(path).toString(),
            new TreeMap<>(Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS)) + " " + content);
      }
    }
    return snapshot;
  }
}
