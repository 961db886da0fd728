package dev.cadre.activities.tool.web;

import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** The text that people came to read: a line for each block, without what surrounds it. */
final class PageText implements NodeVisitor {

  private static final String AROUND =
      "script, style, noscript, template, svg, iframe, nav, header, footer, aside, form, button,"
          + " dialog, [hidden], [aria-hidden=true]";

  /** What is shorter is a stub, and the whole page is read. */
  private static final int ENOUGH = 200;

  private final StringBuilder text = new StringBuilder();

  private PageText() {}

  static String of(Document document) {
    Element body = document.body();
    String all = body.text();
    body.select(AROUND).remove();
    Element main = body.selectFirst("main, article, [role=main]");
    String read = main == null ? "" : lines(main);
    if (read.length() < ENOUGH) {
      read = lines(body);
    }
    return read.isEmpty() ? all.strip() : read;
  }

  private static String lines(Element element) {
    PageText reader = new PageText();
    element.traverse(reader);
    return reader
        .text
        .toString()
        .replaceAll("[ \\t\\u00a0]+", " ")
        .replaceAll(" ?\\n ?", "\n")
        .replaceAll("\\n+", "\n")
        .strip();
  }

  @Override
  public void head(Node node, int depth) {
    switch (node) {
      case TextNode part -> text.append(part.getWholeText().replaceAll("\\s+", " "));
      case Element element when element.nameIs("br") -> text.append('\n');
      case Element element when element.nameIs("li") -> text.append("\n- ");
      case Element element when element.nameIs("td") || element.nameIs("th") -> text.append(" | ");
      case Element element when element.isBlock() -> text.append('\n');
      default -> {}
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (node instanceof Element element && element.isBlock()) {
      text.append('\n');
    }
  }
}
