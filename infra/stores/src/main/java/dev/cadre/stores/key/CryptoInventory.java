package dev.cadre.stores.key;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that Cadre encrypts, derives and hashes with. {@code docs/crypto.md} is written from it; a
 * test finds what is missing in either.
 */
final class CryptoInventory {

  private static final String NO_KEY = "none";
  private static final String DAYS =
      Duration.parse(KeySettings.ROTATE_AFTER).toDays() + " days (`cadre.keys.rotate-after`)";

  /**
   * One use.
   *
   * @param what is protected by it
   * @param key where its key stands, and what protects that
   * @param change when the key is another
   * @param classes that do it, by their simple names
   */
  record Use(String what, String algorithm, String key, String change, List<String> classes) {

    Use {
      classes = List.copyOf(classes);
    }
  }

  private CryptoInventory() {}

  private static String aes(String under) {
    return "AES-%d-GCM, nonce of %d random bits, tag of %d bits; bound to %s"
        .formatted(AesGcm.KEY * 8, AesGcm.NONCE * 8, AesGcm.TAG_BITS, under);
  }

  static List<Use> uses() {
    return List.of(
        new Use(
            "What people and models wrote: sealed columns, blobs, payloads in Temporal",
            aes("scope, version and place"),
            "a data key for each scope (plan), wrapped, in `keys.crypto_scope`; in memory for two minutes at most",
            "never; it is destroyed with its scope",
            List.of("AesGcm", "ScopeKey")),
        new Use(
            "Data keys, without a Vault",
            aes("tenant, scope and version"),
            "a key for each tenant, in versions, in the keystore beside the master key",
            DAYS,
            List.of("AesGcm", "LocalKeys")),
        new Use(
            "Data keys, with a Vault",
            "`aes256-gcm96` of Vault's transit engine; bound to tenant, scope and version",
            "`t-<tenant>` in Vault, not exportable",
            DAYS + "; Vault's own `auto_rotate_period` of " + TransitClient.AUTO_ROTATE,
            List.of("TransitClient")),
        new Use(
            "The keystore",
            aes("its form"),
            "HMAC-SHA256 of the master key, which is a file of its owner's alone",
            "never; each writing has another nonce",
            List.of("AesGcm", "Keystore", "LocalKeys")),
        new Use(
            "The first version of a tenant's key, where the master key is older than the keystore",
            "HMAC-SHA256 of tenant and version (RFC 5869, expand)",
            "the master key",
            "with the first rotation of the tenant's key",
            List.of("LocalKeys")),
        new Use(
            "API keys, sign-in links, sessions: only hashes are kept",
            "SHA-256 of 256 random bits",
            NO_KEY,
            "a link lives ten minutes, a session 12 hours, a key as long as its maker says; revoked at once",
            List.of("ApiKeys", "FirstAccount", "Principals", "SignIns")),
        new Use(
            "Tokens of identity providers: signatures are verified",
            "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA; no other",
            "the provider's, fetched from where its settings say",
            "renewed after five minutes",
            List.of("Ed25519", "AccessTokens")),
        new Use(
            "A sign-in at an identity provider: nonce and PKCE verifier",
            "HMAC-SHA256 of `state` under 256 random bits",
            "in a cookie of the browser; hashes of it in `oidc_login`",
            "with each sign-in; ten minutes",
            List.of("LoginSecrets")),
        new Use(
            "Passwords: only hashes are kept",
            "Argon2id, 19 MiB, two passes, salt of 16 bytes",
            NO_KEY,
            "never by itself",
            List.of("Passwords")),
        new Use(
            "E-mail addresses, to find the same one again",
            "HMAC-SHA256 of the SHA-256 of the address",
            "HMAC-SHA256 of the tenant's data key and the column",
            "never; it is destroyed with the tenant's key",
            List.of("ScopeKey")),
        new Use(
            "Heads of the audit log, without a Vault",
            "Ed25519 (RFC 8032)",
            "beside the master key, the private half sealed with AES-256-GCM by a key derived from it",
            "by hand; public halves are kept for ever",
            List.of("LocalSigner", "MasterKey", "SigningKeyFiles", "VerificationKey")),
        new Use(
            "Heads of the audit log, with a Vault",
            "Ed25519: `" + TransitClient.SIGNING + "` of Vault's transit engine",
            "`" + VaultSigner.KEY + "` in Vault, not exportable",
            "by hand; its versions are kept for ever",
            List.of("VaultSigner", "VerificationKey")),
        new Use(
            "Chain and tree of the audit log",
            "SHA-256 (RFC 9162)",
            NO_KEY,
            "",
            List.of("MerkleFrontier")),
        new Use(
            "Addresses in the audit log, without a Vault",
            "HMAC-SHA256",
            "derived from the master key",
            "with the master key",
            List.of("AddressHash", "MasterKey")),
        new Use(
            "Addresses in the audit log, with a Vault",
            "HMAC-SHA256",
            "HMAC-SHA256 of the installation's data key and the column; in memory while the API runs",
            "never",
            List.of("AddressHash", "ScopeKey")),
        new Use(
            "Digests: what a gate shows, results, request bodies, snapshots",
            "SHA-256",
            NO_KEY,
            "",
            List.of("CanonicalJson")),
        new Use(
            "Master key, tokens and passwords that the launcher makes",
            "256 bits (passwords 192) of the JDK's SecureRandom",
            "files of their owner's alone, in `.cadre`",
            "never by itself",
            List.of("Secrets", "PostgresCluster")),
        new Use(
            "The settings that a stack was started with, to tell which are other ones now",
            "HMAC-SHA256",
            "256 random bits, beside the hashes in `.cadre/run`, of its owner alone",
            "with each start",
            List.of("SettingsMarks")),
        new Use(
            "Ids of plans, accounts, keys, tenants: UUID version 7, no secret",
            "74 bits of the JDK's SecureRandom",
            NO_KEY,
            "",
            List.of("PlanIds", "AccountDesk", "FirstAccounts", "OperatingController", "Subjects")),
        new Use(
            "Calls of Vault, providers and tools",
            "TLS of the JDK with checked certificates, to each address that is https; a Vault's "
                + "is, but on loopback",
            "the JDK's trust store",
            "",
            List.of("VaultHttp", "ProviderHttp", "ToolHttp")));
  }

  /** The document. */
  static String markdown() {
    return """
    # What does Cadre encrypt, derive and hash with?

    Written from `CryptoInventory`: change that, and run its test with `-Dcadre.record=true`.

    | what | algorithm | key | changes | code |
    |---|---|---|---|---|
    %s

    **Nonces** are random. NIST SP 800-38D allows 2^32 of them for one key: a data key seals what one plan writes, a version of a
    tenant's key wraps one data key for each plan of %d days, the keystore's key seals once for each change of the keystore.
    """
        .formatted(
            uses().stream().map(CryptoInventory::row).collect(Collectors.joining("\n")),
            Duration.parse(KeySettings.ROTATE_AFTER).toDays());
  }

  private static String row(Use use) {
    String code =
        use.classes().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    return "| %s | %s | %s | %s | %s |"
        .formatted(use.what(), use.algorithm(), use.key(), use.change(), code);
  }
}
