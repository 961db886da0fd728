package dev.cadre.activities.llm;

/**
 * A grammar (GBNF) under which a small model can only write a Markdown table of two or three
 * columns: with as many cells in each row, and few and short ones, so that it comes to an end.
 */
final class TableGrammar {

  static final String TEXT =
      """
      root ::= two | three
      two ::= pair "|---|---|\\n" pair{1,5}
      pair ::= "|" cell "|" cell "|\\n"
      three ::= triple "|---|---|---|\\n" triple{1,5}
      triple ::= "|" cell "|" cell "|" cell "|\\n"
      cell ::= " " [^|\\\\\\x00-\\x1f]{1,24} " "
      """;

  private TableGrammar() {}
}
