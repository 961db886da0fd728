package dev.cadre.stores.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The policies that ship, and what they allow: Vault's rules for paths, as far as they use them.
 */
final class VaultPolicies {

  static final List<String> ROLES = List.of("api", "worker", "shredder", "auditor");

  private static final Pattern RULE =
      Pattern.compile("path \"([^\"]+)\" \\{\\s*capabilities = \\[([^\\]]*)]\\s*}");

  private VaultPolicies() {}

  static String text(String role) {
    try {
      return Files.readString(project().resolve("infra/deploy/vault/" + role + ".hcl"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Each path's capabilities; fails on what it cannot read. */
  static Map<String, Set<String>> rules(String role) {
    String text = text(role).replaceAll("(?m)^#.*$", "");
    String rest = RULE.matcher(text).replaceAll("").strip();
    if (!rest.isEmpty()) {
      throw new AssertionError("not understood: " + rest);
    }
    return RULE.matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                rule -> rule.group(1),
                VaultPolicies::capabilities,
                (one, two) -> {
                  throw new AssertionError("a path stands twice");
                },
                TreeMap::new));
  }

  private static Set<String> capabilities(MatchResult rule) {
    return Stream.of(rule.group(2).split(","))
        .map(word -> word.strip().replace("\"", ""))
        .collect(Collectors.toSet());
  }

  /** The one rule that counts is the most exact. */
  static boolean allows(String role, String path, String capability) {
    return rules(role).entrySet().stream()
        .filter(rule -> pattern(rule.getKey()).matcher(path).matches())
        .max(Comparator.comparingInt(rule -> rule.getKey().replaceAll("[+*].*", "").length()))
        .map(rule -> rule.getValue().contains(capability))
        .orElse(false);
  }

  private static Pattern pattern(String path) {
    String regex =
        Stream.of(path.split("(?<=[+*])|(?=[+*])"))
            .map(part ->
                switch (part) {
                  case "+" -> "[^/]+";
                  case "*" -> ".*";
                  default -> Pattern.quote(part);
                })
            .collect(Collectors.joining());
    return Pattern.compile(regex);
  }

  private static Path project() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("examples"))) {
      at = Objects.requireNonNull(at.getParent(), "not started inside the project");
    }
    return at;
  }
}
