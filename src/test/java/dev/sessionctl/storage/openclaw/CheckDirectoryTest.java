package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.entryText;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckDirectoryTest {

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;

  @BeforeEach
  void build() throws Exception {
    fixture = OpenClawFixture.in(temporary).session("agent:main:main", id(1), 3).session("agent:main:x", id(2), 1);
  }

  private Path entry(String name, String text) throws Exception {
    return OpenClawFixture.file(fixture.directory().resolve(name), text);
  }

  @Test
  void plainLayout() throws Exception {
    fixture.writeDirectory(DirectoryLayout.PLAIN);
    entry("torn.json", "{\"sessionId\": \"x");
    entry("%zz.json", "{}");
    entry("agent%3Amain%3AX.json", entryText(id(2), fixture.transcript(id(2)).toString()));
    entry("agent%3amain%3Ax.json", entryText(id(2), fixture.transcript(id(2)).toString()));
    entry("readme.txt", "x");
    entry(".hidden", "x");
    entry("a.json." + id(9) + ".tmp", "x");
    Files.createDirectory(fixture.directory().resolve("backup"));
    OpenClawFixture.age(fixture.directory().resolve("backup"), OpenClawFixture.TIME);
    Checks.Outcome outcome = Checks.full(fixture);
    assertThat(outcome.ids()).containsExactlyInAnyOrder(Flaw.DIRECTORY_ENTRY.id(), Flaw.DIRECTORY_NAME.id(),
        Flaw.DIRECTORY_SPELLING.id(), Flaw.DIRECTORY_SPELLING.id(), Flaw.KEY_CASE_VARIANT.id(),
        Flaw.DIRECTORY_TWO_FILES.id(), Flaw.DIRECTORY_STRAY.id(), Flaw.DIRECTORY_STRAY.id(),
        Flaw.DIRECTORY_TEMPS.id());
    assertThat(outcome.summary().complete()).isFalse();
  }

  @Test
  void unreadableEntryMakesNothingUnreferenced() throws Exception {
    fixture.writeDirectory(DirectoryLayout.PLAIN);
    Files.writeString(fixture.directory().resolve(DirectoryLayout.PLAIN.fileName("agent:main:x")), "");
    assertThat(Checks.full(fixture).ids()).containsExactly(Flaw.DIRECTORY_ENTRY.id());
  }

  @Test
  void markers() throws Exception {
    fixture.writeDirectory(DirectoryLayout.VERSIONED);
    Path marker = fixture.directory().resolve(VersionMarker.NAME);
    OpenClawFixture.file(marker, "{\"kind\":\"" + VersionMarker.KIND + "\",\"layoutVersion\":2,\"version\":1}");
    assertThat(Checks.full(fixture).ids()).containsExactly(Flaw.MARKER_NEWER.id());
    OpenClawFixture.file(marker, "{\"kind\":");
    assertThat(Checks.full(fixture).ids()).containsExactly(Flaw.MARKER_UNREADABLE.id());
    Files.delete(marker);
    assertThat(Checks.full(fixture).ids()).containsExactly(Flaw.MARKER_UNREADABLE.id());
  }

  @Test
  void directoryThatIsGone() throws Exception {
    fixture.writeDirectory(DirectoryLayout.VERSIONED);
    Path entries = DirectoryLayout.VERSIONED.entries(fixture.directory());
    Files.move(entries, fixture.state().resolve("elsewhere"));
    assertThat(Checks.full(fixture).ids()).containsExactly(Flaw.DIRECTORY_UNREADABLE.id());
  }
}
