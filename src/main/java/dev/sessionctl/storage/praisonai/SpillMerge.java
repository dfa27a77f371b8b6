package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.files.SetAside;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Messages of spill files, to be added at the end of their session as the product's next read does (1.7.0): in no
 * order of time, and without those of which role, content and timestamp are there already.
 */
final class SpillMerge {

  private static final int LARGEST = 64 << 20;

  private final List<SetAside.Part> parts = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  /** What tells one message from another. */
  private record Mark(String role, String content, String timestamp) {
    static Mark of(MessageFields message) {
      String time = message.timestamp;
      try {
        time = time == null || message.textTimestamp ? time : Double.toString(Double.parseDouble(time));
      } catch (NumberFormatException e) {
        return new Mark(message.role, message.text, time);
      }
      return new Mark(message.role, message.text, time);
    }
  }

  private SpillMerge() {}

  /** Looks through the spill files of a session, whose id and messages are known. */
  static SpillMerge of(List<Spills.Spill> spills, Path session, SessionContent content) throws IOException {
    SpillMerge merge = new SpillMerge();
    Set<Mark> known = new HashSet<>();
    ContentReader.read(session, (archived, index, message) -> known.add(Mark.of(message)));
    for (Spills.Spill spill : spills) {
      merge.add(spill, known, content);
    }
    return merge;
  }

  private void add(Spills.Spill spill, Set<Mark> known, SessionContent session) throws IOException {
    FileIdentity identity = FileIdentity.of(spill.file());
    if (identity.size() > LARGEST) {
      return;
    }
    try (FileChannel channel = DurableFiles.openForRead(spill.file())) {
      List<String> found = new ArrayList<>();
      boolean[] plain = {true};
      SessionContent content = ContentReader.read(channel, (archived, index, message) -> {
        plain[0] &= message.text != null && !message.loneSurrogate;
        if (known.add(Mark.of(message))) {
          byte[] bytes =
              ChannelInput.readRange(channel, message.from, (int) (message.to - message.from));
          found.add(new String(bytes, StandardCharsets.UTF_8));
        }
      });
      // One of another id that shares the file is for people, and what is no plain text cannot be compared.
      if (content.shapes.isEmpty() && plain[0] && content.id != null && content.id.equals(session.id)) {
        texts.addAll(found);
        parts.add(new SetAside.Part("spill", spill.file(), identity));
      }
    }
  }

  /** The files that are used up. */
  List<SetAside.Part> parts() {
    return parts;
  }

  int messages() {
    return texts.size();
  }

  /** Adds the messages at the end of the list. */
  void edit(Spans spans, Edits edits) {
    if (!texts.isEmpty()) {
      Spans.Span list = spans.field("messages").value();
      List<Spans.Span> elements = spans.elements("messages");
      String joined = String.join(",\n    ", texts);
      if (elements.isEmpty()) {
        edits.replace(list.from(), list.to(), "[\n    " + joined + "\n  ]");
      } else {
        long end = elements.get(elements.size() - 1).to();
        edits.replace(end, end, ",\n    " + joined);
      }
    }
  }
}
