package dev.sessionctl.cli.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sessionctl.cli.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads one configuration file: a YAML mapping of options, and of commands to options of that command only. This
 * class loads the YAML library, so it is used only when there is a file to read.
 */
final class ConfigFile {

  /** More than any settings need; what is larger was not meant to be read. */
  static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private final Map<String, Setting> settings = new LinkedHashMap<>();

  private ConfigFile(Path file) {
    this.file = file;
  }

  /** The settings by key; keys of one command begin with its name and a dot. */
  static Map<String, Setting> read(Path file) {
    ConfigFile reader = new ConfigFile(file);
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new UsageException("cannot read the configuration file " + file + ": "
          + dev.sessionctl.storage.StorageIoException.reason(e));
    }
    if (content.length > MAX_BYTES) {
      throw new UsageException(file + ": larger than 1 MiB, which no configuration is");
    }
    YAMLFactory factory = YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(content)) {
      reader.document(parser);
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      String line = location == null ? "" : ":" + location.getLineNr();
      throw new UsageException(file + line + ": " + e.getOriginalMessage().lines().findFirst().orElse("not YAML"));
    } catch (IOException e) {
      throw new UsageException(file + ": not YAML: " + e.getMessage());
    }
    return reader.settings;
  }

  private void document(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      throw wrong(parser, "must be a mapping of options to values");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      if (ConfigKeys.of(key) != null) {
        command(parser, key);
      } else if (key.indexOf('.') > 0) {
        String command = key.substring(0, key.indexOf('.'));
        option(parser, key, command, key.substring(command.length() + 1));
      } else {
        option(parser, key, null, key);
      }
    }
    if (parser.nextToken() != null) {
      throw wrong(parser, "holds more than one document");
    }
  }

  private void command(JsonParser parser, String command) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw wrong(parser, "'" + command + "' must be a mapping of its options");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      option(parser, command + "." + key, command, key);
    }
  }

  private void option(JsonParser parser, String name, String command, String key) throws IOException {
    Map<String, ConfigKeys.Type> ofCommand = command == null ? null : ConfigKeys.of(command);
    ConfigKeys.Type type;
    if (command == null) {
      type = ConfigKeys.anywhere(key);
    } else {
      type = ofCommand == null ? null : ofCommand.get(key);
    }
    if (type == null) {
      throw wrong(parser, "unknown key '" + name + "'");
    }
    int line = parser.currentTokenLocation().getLineNr();
    String value = value(parser, name, type, parser.nextToken());
    if (settings.putIfAbsent(name, new Setting(value, file + ":" + line)) != null) {
      throw wrong(parser, "'" + name + "' is given twice");
    }
  }

  private String value(JsonParser parser, String name, ConfigKeys.Type type, JsonToken token) throws IOException {
    if (type == ConfigKeys.Type.FLAG && token.isBoolean()) {
      return token == JsonToken.VALUE_TRUE ? "true" : "false";
    } else if (type == ConfigKeys.Type.NUMBER && token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getText();
    } else if ((type == ConfigKeys.Type.LIST || type == ConfigKeys.Type.MAP) && token == JsonToken.START_ARRAY) {
      return list(parser, name);
    } else if (type == ConfigKeys.Type.MAP && token == JsonToken.START_OBJECT) {
      return map(parser, name);
    } else if (type != ConfigKeys.Type.FLAG && type != ConfigKeys.Type.NUMBER && token.isScalarValue()
        && token != JsonToken.VALUE_NULL && !parser.getText().isEmpty()) {
      return parser.getText();
    }
    throw wrong(parser, "'" + name + "' must be " + switch (type) {
      case FLAG -> "true or false";
      case NUMBER -> "a whole number";
      case TEXT -> "a text";
      case LIST -> "a text or a list of texts";
      case MAP -> "a mapping of words to texts";
    });
  }

  private String list(JsonParser parser, String name) throws IOException {
    StringBuilder joined = new StringBuilder();
    for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
        throw wrong(parser, "'" + name + "' must be a list of texts");
      }
      joined.append(joined.length() == 0 ? "" : ",").append(parser.getText());
    }
    return joined.toString();
  }

  private String map(JsonParser parser, String name) throws IOException {
    StringBuilder joined = new StringBuilder();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      joined.append(joined.length() == 0 ? "" : ",").append(parser.currentName()).append('=');
      JsonToken token = parser.nextToken();
      if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
        throw wrong(parser, "'" + name + "' must be a mapping of words to texts");
      }
      joined.append(parser.getText());
    }
    return joined.toString();
  }

  private UsageException wrong(JsonParser parser, String what) {
    return new UsageException(file + ":" + parser.currentTokenLocation().getLineNr() + ": " + what);
  }
}
