package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.files.TemporaryNames;
import dev.sessionctl.storage.gemini.JsonScanner.Token;
import dev.sessionctl.storage.relocate.RelocationTarget;
import dev.sessionctl.storage.relocate.Taking;
import dev.sessionctl.storage.relocate.Treatment;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A directory of sessions that is given another place. Nothing in it names the directory itself; what sessions name is
 * the project they were held in ({@code projectPath}), below some home. So paths are rewritten only where the operator
 * names the former home, and only that key: what people and models wrote stays.
 */
final class GeminiDirectory implements RelocationTarget {

  private final Path directory;
  private final AdminArea area;
  private final Environment environment;

  GeminiDirectory(Path directory, AdminArea area, Environment environment) {
    this.directory = directory;
    this.area = area;
    this.environment = environment;
  }

  @Override
  public Path root() {
    return directory;
  }

  @Override
  public List<Path> places() {
    return List.of(directory);
  }

  @Override
  public Path store() {
    return directory;
  }

  @Override
  public AdminArea area() {
    return area;
  }

  @Override
  public Environment environment() {
    return environment;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return new Gates(directory, environment).change(options);
  }

  @Override
  public Set<Path> formerRoots() {
    return Set.of();
  }

  /** The home that a place of sessions lies in. */
  @Override
  public Path rootOfPaths(Path destination) {
    return Gemini.isPlaceOfSessions(destination) ? destination.getParent().getParent() : destination;
  }

  @Override
  public Treatment treatment(Path state, Path file) {
    String name = file.getFileName().toString();
    if (TemporaryNames.isTemporary(name)) {
      return Treatment.LEAVE;
    }
    return SafeName.isRead(name) && state.equals(file.getParent()) ? Treatment.REWRITE_HEADER : Treatment.KEEP;
  }

  /** The server truncates a session's file and writes it anew (1.34.0). */
  @Override
  public Taking taking(Path directory, Path file) {
    return treatment(directory, file) == Treatment.LEAVE ? Taking.LEAVE
        : SafeName.isRead(file.getFileName().toString()) ? Taking.REWRITTEN : Taking.REPLACED;
  }

  /** Up to behind the project where it comes before the messages, as the product writes it; else nothing. */
  @Override
  public int headerLength(FileChannel file) throws IOException {
    int length = 0;
    try {
      JsonScanner json = new JsonScanner(file, 0, file.size());
      if (json.next() != Token.BEGIN_OBJECT) {
        return 0;
      }
      while (json.next() == Token.NAME) {
        String name = json.text(SessionParser.LONGEST_TEXT);
        Token value = json.next();
        if (name.equals("messages") || json.end() > SessionParser.LONGEST_TEXT) {
          return length;
        }
        json.skip();
        if (name.equals("projectPath") && value == Token.STRING) {
          length = (int) json.end();
        }
      }
    } catch (JsonSyntaxException e) {
      // A damaged file goes along as it is.
      return length;
    }
    return length;
  }
}
