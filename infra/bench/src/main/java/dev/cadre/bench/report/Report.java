package dev.cadre.bench.report;

import dev.cadre.bench.plan.Mode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** All figures of a run of the benchmark, as text and as JSON. */
public final class Report {

  private static final List<String> HEAD =
      List.of(
          "case", "mode", "figure", "unit", "Cadre", "bare", "ratio", "bar", "no rows", "ratio");

  private final Map<String, Object> about;
  private final List<Figure> figures;

  /**
   * @param about the settings and the machine
   */
  public Report(Map<String, Object> about, List<Figure> figures) {
    this.about = new LinkedHashMap<>(about);
    this.figures = List.copyOf(figures);
  }

  /**
   * A table; each cell is a median, with the least and the most where there are several samples.
   */
  public String text() {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    figures.forEach(figure -> rows.add(row(figure)));
    int[] widths = new int[HEAD.size()];
    rows.forEach(row -> {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    });
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<String> row(Figure figure) {
    Mode mode = figure.mode();
    String word = mode == null ? "" : mode.word();
    if (figure.note() != null) {
      return List.of(figure.benchCase(), word, figure.note(), "", "", "", "", "", "", "");
    }
    return List.of(
        figure.benchCase(),
        word,
        figure.what(),
        figure.unit(),
        cell(figure.spread(Figure.CADRE)),
        cell(figure.spread(Figure.BARE)),
        ratio(figure.ratio(Figure.CADRE, Figure.BARE)),
        bar(figure),
        cell(figure.spread(Figure.NO_ROWS)),
        ratio(figure.ratio(Figure.CADRE, Figure.NO_ROWS)));
  }

  private static String cell(@Nullable Spread spread) {
    if (spread == null) {
      return "";
    }
    return spread.least() == spread.most()
        ? number(spread.median())
        : number(spread.median())
            + " ("
            + number(spread.least())
            + "-"
            + number(spread.most())
            + ")";
  }

  /** Three digits at least. */
  private static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String ratio(@Nullable Double ratio) {
    return ratio == null ? "" : String.format(Locale.ROOT, "%.2f", ratio);
  }

  private static String bar(Figure figure) {
    Bar bar = figure.bar();
    if (bar == null) {
      return "";
    }
    Boolean kept = bar.kept(figure);
    String verdict = kept == null ? "" : kept ? " kept" : " missed";
    return "<= " + number(bar.atMost()) + verdict;
  }

  /** Everything, with each sample. */
  public String json() {
    Map<String, Object> tree = new LinkedHashMap<>(about);
    tree.put("figures", figures.stream().map(Report::tree).toList());
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(tree);
  }

  private static Map<String, @Nullable Object> tree(Figure figure) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    Mode mode = figure.mode();
    Bar bar = figure.bar();
    tree.put("case", figure.benchCase());
    tree.put("mode", mode == null ? null : mode.word());
    tree.put("what", figure.what());
    tree.put("unit", figure.unit());
    tree.put("samples", figure.samples());
    tree.put("ratio", figure.ratio(Figure.CADRE, Figure.BARE));
    tree.put("bar", bar == null ? null : bar.atMost());
    tree.put("kept", bar == null ? null : bar.kept(figure));
    tree.put("note", figure.note());
    return tree;
  }
}
