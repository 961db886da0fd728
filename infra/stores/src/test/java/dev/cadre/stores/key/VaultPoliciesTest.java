package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VaultPoliciesTest {

  private static final String KEY = "transit/keys/t-1";
  private static final String SIGNING = "transit/keys/" + VaultSigner.KEY;

  /** Path, verb, and who may. */
  static Stream<Arguments> table() {
    return Stream.of(
        row("transit/encrypt/t-1", "update", "api", "worker"),
        row("transit/encrypt/t-1", "create"),
        row("transit/decrypt/t-1", "update", "api", "worker"),
        row("transit/rewrap/t-1", "update"),
        row("transit/datakey/plaintext/t-1", "update"),
        row("transit/export/encryption-key/t-1", "read"),
        row("transit/backup/t-1", "read"),
        row("transit/restore/t-1", "update"),
        row(KEY, "create", "api", "worker"),
        row(KEY, "update", "api", "worker"),
        row(KEY, "read", "api", "worker", "shredder", "auditor"),
        row(KEY, "delete", "shredder"),
        row(KEY + "/rotate", "update", "api", "worker", "shredder"),
        row(KEY + "/config", "update", "shredder"),
        row(KEY + "/trim", "update", "shredder"),
        row("transit/sign/" + VaultSigner.KEY, "update", "api"),
        row("transit/sign/" + VaultSigner.KEY, "create"),
        row("transit/sign/" + VaultSigner.KEY + "/sha2-256", "update"),
        row("transit/sign/t-1", "update"),
        row(SIGNING, "create", "api"),
        row(SIGNING, "update", "api"),
        row(SIGNING, "read", "api", "auditor"),
        row(SIGNING, "delete"),
        row(SIGNING + "/rotate", "update"),
        row(SIGNING + "/config", "update"),
        row(SIGNING + "/trim", "update"),
        row("transit/export/signing-key/" + VaultSigner.KEY, "read"),
        row("transit/backup/" + VaultSigner.KEY, "read"),
        row("transit/keys", "list", "auditor"),
        row("secret/data/cadre/providers", "read", "worker"),
        row("secret/data/cadre/providers", "update"),
        row("secret/data/other", "read"),
        row("secret/metadata/cadre/providers", "read"),
        row("sys/policies/acl", "list", "auditor"),
        row("sys/policies/acl/cadre-worker", "read", "auditor"),
        row("sys/policies/acl/cadre-worker", "update"),
        row("sys/mounts/transit", "update"),
        row("sys/audit", "read"),
        row("auth/approle/role/cadre-worker/secret-id", "update"),
        row("auth/token/create", "update"),
        row("auth/token/lookup-self", "read", "api", "worker", "shredder", "auditor"),
        row("auth/token/renew-self", "update", "api", "worker", "shredder", "auditor"));
  }

  private static Arguments row(String path, String verb, String... roles) {
    return Arguments.of(path, verb, Set.of(roles));
  }

  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("table")
  void allowsEachRoleWhatItNeedsAndNoMore(String path, String verb, Set<String> roles) {
    assertThat(
            VaultPolicies.ROLES.stream()
                .filter(role -> VaultPolicies.allows(role, path, verb))
                .collect(Collectors.toSet()))
        .isEqualTo(roles);
  }

  @Test
  void givesNobodyAllAndNobodyTheRightOfRoot() {
    assertThat(VaultPolicies.ROLES)
        .allSatisfy(role -> {
          assertThat(VaultPolicies.rules(role).keySet())
              .doesNotContain("*", "transit/*", "sys/*", "secret/*", "auth/*");
          assertThat(VaultPolicies.rules(role).values().stream().flatMap(Set::stream))
              .isSubsetOf(List.of("create", "read", "update", "delete", "list", "deny"));
        });
  }

  /** What destroys and what opens are never one. */
  @Test
  void keepsTheShredderFromOpening() {
    assertThat(VaultPolicies.rules("shredder").keySet())
        .noneMatch(path -> path.contains("crypt") || path.startsWith("secret"));
  }
}
