package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.files.Creation;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.InOrder;
import dev.sessionctl.storage.files.MoveToLost;
import dev.sessionctl.storage.files.Rewriting;
import dev.sessionctl.storage.files.SetAside;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Mends files that cannot be read as they are: keeps what can be read of them, and the rest in {@code lost+found}. */
final class FileMender {

  /** More is not held in memory to see what would become of it. */
  private static final int LARGEST = 64 << 20;
  private static final int MARK = 3;
  private static final int PRIVATE = 0600;

  private FileMender() {}

  /** Takes a byte order mark out of a file that is sound otherwise; else keeps what can be read. */
  static FileStep mark(String key, Path file, FileIdentity identity) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      InputStream rest = new ChannelInput(channel, MARK, channel.size());
      if (!ContentReader.read(rest, null).isReadable()) {
        return lost(key, file, identity, "begins with a byte order mark and is no JSON behind it");
      }
    }
    Edits edits = new Edits();
    edits.remove(0, MARK);
    return new Rewriting(new PlanItem(key, file, "mend", "the byte order mark goes out", identity.size()), "session",
        identity, identity.size() - MARK, Rewriting.ModifiedTime.FORWARD, edits::write).provedBy(FileMender::readable);
  }

  /** Puts U+FFFD for what is not UTF-8, when the file is JSON then. */
  static FileStep encoding(String key, Path file, FileIdentity identity) throws IOException {
    byte[] decoded = made(file, identity, FileMender::decode);
    if (decoded == null || !isSession(decoded)) {
      return lost(key, file, identity, "is not UTF-8 and no JSON besides");
    }
    return new Rewriting(new PlanItem(key, file, "mend", "what is not UTF-8 becomes U+FFFD", identity.size()),
        "session", identity, decoded.length, Rewriting.ModifiedTime.FORWARD, FileMender::decode)
        .provedBy(FileMender::readable);
  }

  /** Ends a torn file behind its last whole message. */
  static FileStep torn(String key, Path file, FileIdentity identity) throws IOException {
    Salvage salvage = Salvage.of(file);
    if (salvage == null) {
      return lost(key, file, identity, "is no JSON, and no message of it can be read");
    }
    String reason = Findings.count(salvage.messages(), "message") + " can be read; "
        + Findings.count(identity.size() - salvage.end(), "byte") + " behind them cannot";
    Edits edits = new Edits();
    edits.replace(salvage.end(), identity.size(), salvage.closers());
    Rewriting rewriting = new Rewriting(new PlanItem(key, file, "mend", reason, identity.size()), "session", identity,
        edits.sizeAfter(identity.size()), Rewriting.ModifiedTime.FORWARD, edits::write)
        .provedBy(FileMender::readable);
    return salvage.end() < identity.size()
        ? rewriting.losing(salvage.end(), identity.size(), "could not be read as JSON") : rewriting;
  }

  /**
   * Brings a session back out of quarantine when it has no file by now; null when nothing of it can be read, or another
   * session stands in its place.
   */
  static FileStep quarantined(String key, Path quarantine, Path file) throws IOException {
    FileIdentity identity = FileIdentity.of(quarantine);
    Salvage salvage = Salvage.of(quarantine);
    if (salvage == null) {
      return null;
    }
    Edits edits = new Edits();
    edits.replace(salvage.end(), identity.size(), salvage.closers());
    // Bytes that are no UTF-8 may stand in what is JSON otherwise.
    byte[] brought = made(quarantine, identity, edits::write);
    if (brought == null || !isSession(brought)) {
      return null;
    }
    SetAside aside = new SetAside(new PlanItem(key, quarantine, "set aside", "its session is back already",
        identity.size()), List.of(new SetAside.Part("quarantine", quarantine, identity)));
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      // As a run leaves it that was interrupted between the two.
      return isSame(file, brought) ? aside : null;
    }
    long size = edits.sizeAfter(identity.size());
    PlanItem item = new PlanItem(key, file, "bring back", Findings.count(salvage.messages(), "message") + " of "
        + quarantine.getFileName() + " can be read", identity.size());
    Creation creation = new Creation(item, size, PRIVATE, out -> {
      try (FileChannel channel = DurableFiles.openForRead(quarantine)) {
        edits.write(channel, out);
      }
    });
    return new InOrder(item, List.of(creation, aside));
  }

  /** Moves a file away of which nothing can be made. */
  static FileStep lost(String key, Path file, FileIdentity identity, String reason) {
    return new MoveToLost(new PlanItem(key, file, "set aside", reason, identity.size()), identity);
  }

  private static void readable(Path file) throws IOException {
    if (!ContentReader.read(file).isReadable()) {
      throw new ChangedException("what was made of it cannot be read either; it stays as it is");
    }
  }

  private static void decode(FileChannel source, OutputStream out) throws IOException {
    Reader in = new BufferedReader(new InputStreamReader(Channels.newInputStream(source),
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)));
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    in.transferTo(writer);
    writer.flush();
  }

  /** What would become of a file, or null when that is too large to be tried. */
  private static byte[] made(Path file, FileIdentity identity, Rewriting.Content content) throws IOException {
    if (identity.size() > LARGEST) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) identity.size());
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      content.write(channel, out);
    }
    return out.toByteArray();
  }

  private static boolean isSame(Path file, byte[] bytes) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    if (identity.size() != bytes.length) {
      return false;
    }
    return Arrays.equals(bytes, made(file, identity,
        (source, out) -> new ChannelInput(source, 0, source.size()).transferTo(out)));
  }

  private static boolean isSession(byte[] bytes) throws IOException {
    SessionContent content = ContentReader.read(new ByteArrayInputStream(bytes), null);
    return content.isReadable() && !content.shapes.contains(Shape.NOT_AN_OBJECT);
  }
}
