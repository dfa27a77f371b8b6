package dev.sessionctl.storage.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PathRewriterTest {

  private static final String OLD = "/home/ann/.openclaw";
  private static final String NEW = "/srv/oc";

  @Test
  void theDirectoryItselfAndWhatIsBelowIsReplaced() throws IOException {
    for (String text : List.of("\"%s\"", "\"%s/agents/a\"", "sqlite:%s/x", "\"file://%s/x\"", "\"/a:%s:/b\"", "'%s'",
        "%s", "\"%s\\n\"", "\"%s/a\",\"%s/b\"", "[\"%s\"]", "%s/", "\n%s\n", "\"\u00e9 %s/\u00e9\"")) {
      assertThat(rewrite(text.replace("%s", OLD), NEW, OLD)).isEqualTo(text.replace("%s", NEW));
    }
  }

  @Test
  void whatOnlyLooksLikeItStays() throws IOException {
    for (String text : List.of("\"%s-old/x\"", "\"%s2\"", "\"%s.bak/x\"", "\"%s copy/x\"", "\"%s (2)/x\"",
        "\"%s\u00e9\"", "\"/mnt%s/x\"", "\"x%s\"", "\"\u00e9%s\"", "\"%sX\"", "\"%s~\"", "\"%s=x\"", "\"..%s\"",
        "\"%s+\"")) {
      String whole = text.replace("%s", OLD);
      assertThat(rewrite(whole, NEW, OLD)).isEqualTo(whole);
    }
    assertThat(rewrite("/home/ann/.opencla", NEW, OLD)).isEqualTo("/home/ann/.opencla");
    assertThat(rewrite("", NEW, OLD)).isEmpty();
    assertThat(rewrite("\"" + OLD + OLD + "/x\"", NEW, OLD)).isEqualTo("\"" + NEW + OLD + "/x\"");
  }

  @Test
  void rootsThatJsonEscapes() throws IOException {
    assertThat(rewrite("\"/h/a\\\"b\\\\c/x\"", "/n/\u00fc", "/h/a\"b\\c")).isEqualTo("\"/n/\u00fc/x\"");
    assertThat(rewrite("\"/h/\u00fc/x /h/\u00fcx\"", "/n\"", "/h/\u00fc")).isEqualTo("\"/n\\\"/x /h/\u00fcx\"");
    assertThat(rewrite("/h", "/n", "/")).isEqualTo("/h");
  }

  @Test
  void rootsInsideOneAnother() throws IOException {
    assertThat(rewrite("/a/b/x /a/x", "/n", "/a", "/a/b")).isEqualTo("/n/x /n/x");
    assertThat(rewrite("/a/b/x /a/x", "/a/b", "/a")).isEqualTo("/a/b/x /a/b/x");
    assertThat(rewrite("/a/b/x /a/x", "/a", "/a/b")).isEqualTo("/a/x /a/x");
    assertThat(rewrite("/a/b/x /a/x", "/a", "/a")).isEqualTo("/a/b/x /a/x");
  }

  @Test
  void chunksOfAnySizeGiveTheSameAndTwiceChangesNothing() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    String[] pieces = {OLD, NEW, "/home/ann", "/", "\"", "a", ".", "-", " ", "\u00e9", "\\n", ":", "/home/ann/.open",
        "x".repeat(5_000), "/var/old", "/var/old/deep", "\n"};
    List<Path> roots = List.of(Path.of(OLD), Path.of("/var/old"), Path.of("/var/old/deep"));
    for (int round = 0; round < 60; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(400); i >= 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      PathRewriter rewriter = new PathRewriter(roots, Path.of(NEW));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      boolean changed = rewriter.rewrite(chunks(bytes, random.split()), out);
      String expected = naive(text.toString());
      assertThat(out.toString(StandardCharsets.UTF_8).equals(expected)).describedAs("round %d", round).isTrue();
      assertThat(changed).isEqualTo(!expected.contentEquals(text));
      assertThat(rewriter.replaced() > 0).isEqualTo(changed);
      assertThat(rewriter.wouldRewrite(new ByteArrayInputStream(out.toByteArray()))).isFalse();
      assertThat(rewriter.wouldRewrite(new ByteArrayInputStream(bytes))).isEqualTo(changed);
      assertThat(rewriter.rewrite(out.toByteArray())).isEqualTo(out.toByteArray());
    }
  }

  private static InputStream chunks(byte[] bytes, SplittableRandom random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, 1 + random.nextInt(random.nextInt(10) == 0 ? 9_000 : 30)));
      }
    };
  }

  /** The same, character by character over the whole text. */
  private static String naive(String text) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      String root = null;
      for (String candidate : List.of(OLD, "/var/old/deep", "/var/old")) {
        int end = at + candidate.length();
        boolean begins = text.startsWith(candidate, at) && (at == 0 || !goesOn(text.charAt(at - 1), false))
            && (end == text.length() || !goesOn(text.charAt(end), true));
        root = root == null && begins ? candidate : root;
      }
      out.append(root == null ? text.substring(at, at + 1) : NEW);
      at += root == null ? 1 : root.length();
    }
    return out.toString();
  }

  private static boolean goesOn(char c, boolean behind) {
    return c >= 'a' && c <= 'z' || c > 127 || c == '.' || c == '-' || behind && c == ' ';
  }

  private static String rewrite(String text, String root, String... former) throws IOException {
    List<Path> roots = java.util.Arrays.stream(former).map(Path::of).toList();
    return new String(new PathRewriter(roots, Path.of(root)).rewrite(text.getBytes(StandardCharsets.UTF_8)),
        StandardCharsets.UTF_8);
  }
}
