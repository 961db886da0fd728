package dev.cadre.stores.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Builds the tree of one document from its tokens. */
final class DocumentReader {

  private final JsonParser parser;
  private int depth;

  DocumentReader(JsonParser parser) {
    this.parser = parser;
  }

  @Nullable Object document() throws MalformedDocument {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new MalformedDocument("The body is empty; send a document.");
    }
    Object tree = value(first);
    if (parser.nextToken() != null) {
      throw refused("There is more after the document; send one document.");
    }
    return tree;
  }

  private @Nullable Object value(JsonToken token) throws MalformedDocument {
    plain();
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> list();
      case VALUE_STRING -> text(parser.getString());
      case VALUE_NUMBER_INT -> whole();
      case VALUE_NUMBER_FLOAT -> fraction();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw refused("This is no value of JSON; write one.");
    };
  }

  private Map<String, @Nullable Object> object() throws MalformedDocument {
    enter();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
      plain();
      String key = text(parser.currentName());
      if (object.containsKey(key)) {
        throw refused("The key \"" + cut(key) + "\" stands twice in its object; remove one.");
      }
      object.put(key, value(next()));
    }
    depth--;
    return object;
  }

  private List<@Nullable Object> list() throws MalformedDocument {
    enter();
    List<@Nullable Object> list = new ArrayList<>();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      list.add(value(token));
    }
    depth--;
    return list;
  }

  private JsonToken next() throws MalformedDocument {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw refused("The document ends too early; complete it.");
    }
    return token;
  }

  private void enter() throws MalformedDocument {
    if (++depth > Documents.MAX_DEPTH) {
      throw refused("The document is nested deeper than " + Documents.MAX_DEPTH + "; flatten it.");
    }
  }

  /** Anchors make small documents large, and tags ask for types of a language. */
  private void plain() throws MalformedDocument {
    if (parser instanceof YAMLParser yaml) {
      if (yaml.isCurrentAlias() || yaml.getObjectId() != null) {
        throw refused("YAML's anchors and aliases are not taken; write the value out.");
      }
      if (yaml.getTypeId() != null) {
        throw refused("YAML's tags are not taken; remove the tag.");
      }
    }
  }

  private Long whole() throws MalformedDocument {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> throw refused("The number is out of range; write it as a string.");
    };
  }

  private Double fraction() throws MalformedDocument {
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw refused("The number is not finite; write another, or a string.");
    }
    return value;
  }

  private String text(String text) throws MalformedDocument {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw refused("A string holds the character NUL; remove it.");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw refused("A string holds half of a surrogate pair; write the whole character.");
      }
    }
    return text;
  }

  private MalformedDocument refused(String sentence) {
    return new MalformedDocument(
        sentence.substring(0, sentence.length() - 1)
            + ParseErrors.at(parser.currentTokenLocation())
            + ".");
  }

  private static String cut(String text) {
    return text.length() > 64 ? text.substring(0, 64) + "…" : text;
  }
}
