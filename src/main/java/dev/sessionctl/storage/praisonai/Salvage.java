package dev.sessionctl.storage.praisonai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.DurableFiles;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * How much of a damaged file can be read: everything up to the last whole field, or the last whole message of a list.
 * The product needs no more than the id and the messages, all other fields have defaults.
 *
 * @param end up to where the file is used
 * @param closers what is to follow there
 * @param messages how many messages that keeps, archived ones included
 */
record Salvage(long end, String closers, long messages) {

  /** Returns null when no message can be read. */
  static Salvage of(Path file) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      return of(channel);
    }
  }

  private static Salvage of(FileChannel channel) throws IOException {
    long[] end = {0};
    String[] closers = {""};
    long messages = 0;
    try (JsonParser in = Json.FACTORY.createParser(Channels.newInputStream(channel))) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        boolean list = name.equals("messages") || name.equals("archived_messages");
        if (in.nextToken() == JsonToken.START_ARRAY && list) {
          for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            in.skipChildren();
            in.finishToken();
            end[0] = in.currentLocation().getByteOffset();
            closers[0] = "\n  ]\n}";
            messages++;
          }
        } else {
          in.skipChildren();
          in.finishToken();
        }
        end[0] = in.currentToken().isNumeric()
            ? in.currentTokenLocation().getByteOffset() + in.getTextLength() : in.currentLocation().getByteOffset();
        closers[0] = "\n}";
      }
      end[0] = in.currentLocation().getByteOffset();
      closers[0] = "";
    } catch (JsonProcessingException e) {
      // What was read until here is what there is.
      return messages == 0 ? null : new Salvage(end[0], closers[0], messages);
    }
    return messages == 0 ? null : new Salvage(end[0], closers[0], messages);
  }
}
