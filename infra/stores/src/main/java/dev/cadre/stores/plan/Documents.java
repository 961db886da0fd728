package dev.cadre.stores.plan;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * Reads a document as a plain tree: map (in order), list, string, Long, Double, boolean, null. What
 * two readers could take differently is refused: duplicate keys, NUL, lone surrogates, trailing
 * content, numbers out of range, YAML's anchors and tags.
 */
public final class Documents {

  /** The deepest nesting of objects and lists. */
  public static final int MAX_DEPTH = 100;

  private static final int MAX_LENGTH = 32 * 1024 * 1024;
  private static final int MAX_NUMBER = 1_000;

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH + 2)
          .maxStringLength(MAX_LENGTH)
          .maxNumberLength(MAX_NUMBER)
          .build();

  private static final TokenStreamFactory JSON =
      JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();

  private static final TokenStreamFactory YAML = yaml(8 * 1024);

  /**
   * For large documents: the scanner copies what it holds of a value each time it fills its buffer,
   * which takes a minute for ten megabytes and the buffer it has by default.
   */
  private static final TokenStreamFactory LARGE_YAML = yaml(4 * 1024 * 1024);

  private static final int LARGE = 128 * 1024;

  /** What a body may be written in. */
  public enum Format {
    JSON,
    YAML;

    /** The format of a media type, parameters included; none where it is another. */
    public static Optional<Format> of(String mediaType) {
      int parameters = mediaType.indexOf(';');
      String type =
          (parameters < 0 ? mediaType : mediaType.substring(0, parameters))
              .strip()
              .toLowerCase(Locale.ROOT);
      return switch (type) {
        case "application/json" -> Optional.of(JSON);
        case "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml" ->
            Optional.of(YAML);
        default -> Optional.empty();
      };
    }
  }

  private Documents() {}

  /**
   * Reads a body in UTF-8.
   *
   * @throws MalformedDocument when it is not one well-formed document
   */
  public static @Nullable Object parse(byte[] body, Format format) throws MalformedDocument {
    String text = decode(body);
    TokenStreamFactory factory =
        switch (format) {
          case JSON -> JSON;
          case YAML -> text.length() < LARGE ? YAML : LARGE_YAML;
        };
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      return new DocumentReader(parser).document();
    } catch (JacksonException e) {
      throw new MalformedDocument(ParseErrors.explain(e));
    } catch (YamlEngineException e) {
      throw new MalformedDocument(ParseErrors.explain(e));
    }
  }

  private static TokenStreamFactory yaml(int buffer) {
    return YAMLFactory.builder()
        .streamReadConstraints(CONSTRAINTS)
        .loadSettings(
            LoadSettings.builder().setCodePointLimit(MAX_LENGTH).setBufferSize(buffer).build())
        .build();
  }

  /** Strictly: a byte that is no UTF-8 would become another character in silence. */
  private static String decode(byte[] body) throws MalformedDocument {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer text = CharBuffer.allocate(body.length);
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      throw new MalformedDocument(
          "The byte at offset " + bytes.position() + " is no UTF-8; send the document in UTF-8.");
    }
    text.flip();
    boolean marked = text.length() > 0 && text.charAt(0) == '\uFEFF';
    return text.subSequence(marked ? 1 : 0, text.length()).toString();
  }
}
