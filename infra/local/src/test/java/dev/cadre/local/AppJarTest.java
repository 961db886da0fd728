package dev.cadre.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppJarTest {

  @TempDir private Path folder;
  private AppJar jar;

  @BeforeEach
  void build() throws IOException {
    jar = new AppJar(folder.resolve("app.jar"), folder.resolve("unpacked"));
    build("one");
  }

  /** Always of the same time, as Maven's builds are. */
  private void build(String note) throws IOException {
    StandInJar.writeBoot(jar.fat(), note);
    Files.setLastModifiedTime(jar.fat(), FileTime.fromMillis(0));
  }

  @Test
  void unpacksAnotherBuildOfTheSameTimeAndSize() throws IOException {
    jar.prepare();
    long size = Files.size(jar.fat());

    build("two");
    assertThat(jar.fat()).hasSize(size);
    jar.prepare();

    assertThat(jar.prepared()).isNotEqualTo(jar.fat()).hasSameBinaryContentAs(jar.fat());
  }

  @Test
  void keepsWhatIsThereOfTheSameBuild() throws IOException {
    jar.prepare();
    Path archive = Files.createFile(jar.folder().resolve("classes.jsa"));

    jar.prepare();

    assertThat(archive).exists();
  }
}
