package dev.cadre.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsMarksTest {

  private static final Map<String, String> STARTED =
      Map.of("CADRE_A", "same", "CADRE_B", "before", "CADRE_C", "gone", "CADRE_TOKEN", "one");

  @TempDir Path folder;

  @Test
  void namesWhatIsOtherNewOrGone() throws IOException {
    SettingsMarks marks = new SettingsMarks(folder.resolve("marks"));
    assertThat(marks.changed(new Settings(STARTED))).isEmpty();

    marks.write(new Settings(STARTED));
    assertThat(marks.changed(new Settings(STARTED))).isEmpty();
    assertThat(
            marks.changed(
                new Settings(
                    Map.of(
                        "CADRE_A",
                        "same",
                        "CADRE_B",
                        "after",
                        "CADRE_D",
                        "new",
                        "CADRE_URL",
                        "u"))))
        .containsExactly("CADRE_B", "CADRE_C", "CADRE_D");
  }

  @Test
  void keepsNoValue() throws IOException {
    Path file = folder.resolve("marks");
    new SettingsMarks(file).write(new Settings(STARTED));
    String first = Files.readString(file);
    new SettingsMarks(file).write(new Settings(STARTED));

    assertThat(first).doesNotContain("same", "before").isNotEqualTo(Files.readString(file));
  }
}
