package dev.sessionctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void isTheBuilds() throws IOException {
    String pom = Files.readString(Path.of(System.getProperty("sessionctl.basedir", "."), "pom.xml"));
    assertThat(pom).contains("<artifactId>sessionctl</artifactId>\n  <version>" + Version.NUMBER + "</version>");
  }
}
