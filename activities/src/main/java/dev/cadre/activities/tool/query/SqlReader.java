package dev.cadre.activities.tool.query;

import dev.cadre.activities.tool.query.NamedSql.NotReadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parameters of a statement by PostgreSQL's own lexical rules: what looks like one within
 * a string, a quoted name, a dollar quote or a comment is none. Comments are left out.
 */
final class SqlReader {

  private static final Set<String> READS = Set.of("select", "with", "values", "table");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern LINE_COMMENT = Pattern.compile("--[^\\n\\r]*");
  private static final Pattern COMMENT_MARK = Pattern.compile("/\\*|\\*/");
  private static final Pattern DOLLAR =
      Pattern.compile("\\$(?:[A-Za-z_\\x{80}-\\x{10FFFF}][A-Za-z0-9_\\x{80}-\\x{10FFFF}]*)?\\$");
  private static final Pattern WORD =
      Pattern.compile("[A-Za-z_\\x{80}-\\x{10FFFF}][A-Za-z0-9_$\\x{80}-\\x{10FFFF}]*+");
  private static final Pattern NUMBER = Pattern.compile("[0-9][A-Za-z0-9_]*+");
  private static final Pattern COLONS = Pattern.compile("::|:=");
  private static final Pattern PARAMETER = Pattern.compile(":([A-Za-z_][A-Za-z0-9_]*+)");
  private static final Pattern IS_NULL =
      Pattern.compile("\\s+is\\s+(not\\s+)?null\\b", Pattern.CASE_INSENSITIVE);

  private final String sql;
  private final StringBuilder text = new StringBuilder();
  private final List<String> names = new ArrayList<>();
  private String first = "";
  private boolean ended;
  private int at;

  SqlReader(String sql) {
    this.sql = sql;
  }

  NamedSql read() throws NotReadable {
    if (sql.indexOf('\0') >= 0) {
      throw new NotReadable("holds a NUL character");
    }
    while (at < sql.length()) {
      if (!blank()) {
        if (ended) {
          throw new NotReadable("holds more than one statement");
        }
        token();
      }
    }
    if (!READS.contains(first.toLowerCase(Locale.ROOT))) {
      throw new NotReadable("must begin with select, with, values or table");
    }
    return new NamedSql(text.toString(), names);
  }

  private boolean blank() throws NotReadable {
    if (taken(LINE_COMMENT) != null || blockComment()) {
      text.append(' ');
      return true;
    }
    String space = taken(SPACE);
    text.append(space == null ? "" : space);
    return space != null;
  }

  /** They nest. */
  private boolean blockComment() throws NotReadable {
    if (!sql.startsWith("/*", at)) {
      return false;
    }
    Matcher mark = COMMENT_MARK.matcher(sql).region(at, sql.length());
    int depth = 0;
    do {
      if (!mark.find()) {
        throw new NotReadable("has a comment without an end");
      }
      depth += mark.group().equals("/*") ? 1 : -1;
    } while (depth > 0);
    at = mark.end();
    return true;
  }

  private void token() throws NotReadable {
    if (!quoted()
        && !dollarQuote()
        && !word()
        && !copied(NUMBER)
        && !copied(COLONS)
        && !parameter()) {
      sign(sql.charAt(at++));
    }
  }

  /** A string, which may have escapes if an E stands before it, or a quoted name. */
  private boolean quoted() throws NotReadable {
    boolean escapes = sql.startsWith("e'", at) || sql.startsWith("E'", at);
    int end = escapes ? at + 1 : at;
    char mark = sql.charAt(end++);
    if (mark != '\'' && mark != '"') {
      return false;
    }
    while (end < sql.length() && (sql.charAt(end) != mark || sql.startsWith(doubled(mark), end))) {
      end += sql.charAt(end) == mark || (escapes && sql.charAt(end) == '\\') ? 2 : 1;
    }
    if (end >= sql.length()) {
      throw new NotReadable("has a quote without an end");
    }
    text.append(sql, at, end + 1);
    at = end + 1;
    return true;
  }

  private static String doubled(char mark) {
    return String.valueOf(mark).repeat(2);
  }

  private boolean word() {
    String word = taken(WORD);
    if (word == null) {
      return false;
    }
    first = first.isEmpty() ? word : first;
    text.append(word);
    return true;
  }

  private boolean dollarQuote() throws NotReadable {
    String tag = taken(DOLLAR);
    if (tag == null) {
      return false;
    }
    int end = sql.indexOf(tag, at);
    if (end < 0) {
      throw new NotReadable("has a dollar quote without an end");
    }
    text.append(tag).append(sql, at, end).append(tag);
    at = end + tag.length();
    return true;
  }

  private boolean parameter() {
    String parameter = taken(PARAMETER);
    if (parameter == null) {
      return false;
    }
    names.add(parameter.substring(1));
    text.append('?');
    if (IS_NULL.matcher(sql).region(at, sql.length()).lookingAt()) {
      // The server would not know its type there, and whether it is null depends on none.
      text.append("::text");
    }
    return true;
  }

  private void sign(char sign) throws NotReadable {
    switch (sign) {
      case '$' -> throw new NotReadable("has a parameter that is not written as :name");
      // The driver's own way to write the operator.
      case '?' -> text.append("??");
      case ';' -> ended = true;
      default -> text.append(sign);
    }
    if (first.isEmpty() && sign != '(') {
      first = String.valueOf(sign);
    }
  }

  private boolean copied(Pattern pattern) {
    String token = taken(pattern);
    text.append(token == null ? "" : token);
    return token != null;
  }

  private @Nullable String taken(Pattern pattern) {
    Matcher matcher = pattern.matcher(sql).region(at, sql.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher.group();
  }
}
