package dev.cadre.api.memory;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.memory.NewDocument;
import dev.cadre.workflows.plan.Problem;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Reads what clients send about documents. */
final class DocumentBody {

  private static final Pattern COLLECTION = Pattern.compile("[a-z][a-z0-9._-]{0,62}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}");
  private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{1,300}");
  private static final Pattern SOURCE = Pattern.compile("[^\\p{Cntrl}]{1,1000}");
  private static final Pattern TEXT = Pattern.compile("(?s)[^\\x00]+");

  private DocumentBody() {}

  static String collection(Fields fields) {
    String name = fields.text("name", COLLECTION, "1 to 63 of a-z, 0-9, dot, dash, underscore.");
    fields.end();
    return name;
  }

  static NewDocument document(Fields fields) {
    String id = fields.textOrNull("id", ID, "1 to 200 letters, digits and ._:/- in it.");
    String title = fields.textOrNull("title", LINE, "1 to 300 characters, on one line.");
    String source = fields.textOrNull("source", SOURCE, "1 to 1,000 characters, on one line.");
    String text = fields.text("text", TEXT, "text or Markdown, at most 4 MiB.");
    fields.end();
    try {
      return new NewDocument(id == null ? UUID.randomUUID().toString() : id, title, source, text);
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private static ApiProblem refused(@Nullable String sentence) {
    String detail = String.valueOf(sentence);
    return ApiProblem.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "BODY_INVALID",
        detail,
        List.of(new Problem(Problem.Code.OUT_OF_RANGE, "", detail)));
  }
}
