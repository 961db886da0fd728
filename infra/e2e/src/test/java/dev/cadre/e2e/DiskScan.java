package dev.cadre.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Looks for words in the bytes of files, whatever their format.
 *
 * @param folders searched with all that is in them
 */
record DiskScan(List<Path> folders) {

  static DiskScan of(List<Path> folders) {
    return new DiskScan(List.copyOf(folders));
  }

  /** The files that hold any of the words, with the words that they hold. */
  Map<Path, List<String>> find(List<String> words) {
    Map<Path, List<String>> found = new LinkedHashMap<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          // One byte one character: any format is searched alike.
          String bytes = read(file);
          List<String> here = words.stream().filter(bytes::contains).toList();
          if (!here.isEmpty()) {
            found.put(file, here);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }

  private static String read(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return ""; // gone since it was listed
    }
  }
}
