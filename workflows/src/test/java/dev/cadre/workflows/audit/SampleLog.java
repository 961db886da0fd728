package dev.cadre.workflows.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A log of a tenant, whole and signed, for tests to spoil. */
final class SampleLog {

  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final String tenant;
  private final KeyPair pair;
  final VerificationKey key;
  final List<LinkedEvent> entries = new ArrayList<>();

  SampleLog(String tenant, String keyId) {
    try {
      this.tenant = tenant;
      pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      String encoded = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
      key = new VerificationKey(keyId, encoded, NOON, null);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static SampleLog of(int size) {
    var log = new SampleLog("t1", "k1");
    for (int i = 1; i <= size; i++) {
      log.add("actor-" + i);
    }
    return log;
  }

  SampleLog add(String actor) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("at", at(entries.size() + 1).toString());
    event.put("actor", actor);
    event.put("reason", null);
    event.put("data", Map.of("count", 7L));
    entries.add(LinkedEvent.link(tenant, entries.size() + 1, last(), event));
    return this;
  }

  private String last() {
    return entries.isEmpty() ? LinkedEvent.FIRST : entries.getLast().hash();
  }

  /** A second after another. */
  static Instant at(long seq) {
    return NOON.plusSeconds(seq);
  }

  SignedHead head(int size) {
    return head(size, at(size).plus(Duration.ofSeconds(1)));
  }

  SignedHead head(int size, Instant at) {
    var tree = new MerkleFrontier();
    entries.subList(0, size).forEach(entry -> tree.add(entry.hash()));
    return sign(size, tree.root(), entries.get(size - 1).hash(), at);
  }

  SignedHead sign(long size, String root, String chain, Instant at) {
    byte[] message = SignedHead.message(tenant, size, root, chain, at);
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update(message);
      String signature = Base64.getEncoder().encodeToString(signer.sign());
      return new SignedHead(tenant, size, root, chain, at, key.keyId(), signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** As if the entry had been written so from the beginning. */
  static LinkedEvent edited(LinkedEvent entry, String column, Object value) {
    Map<String, Object> event = new LinkedHashMap<>(entry.event());
    event.put(column, value);
    return new LinkedEvent(entry.tenant(), entry.seq(), entry.prev(), entry.hash(), event);
  }

  /** Another in its place, with the hash that it has there. */
  static LinkedEvent rehashed(LinkedEvent entry) {
    return LinkedEvent.link(entry.tenant(), entry.seq(), entry.prev(), entry.event());
  }

  /** What is found in these entries by these heads, which are known before. */
  AuditReport verify(List<LinkedEvent> entries, SignedHead... heads) {
    var verifier = new AuditVerifier(List.of(key));
    List.of(heads).forEach(verifier::head);
    entries.forEach(verifier::entry);
    return verifier.report();
  }

  /** That just this was found. */
  static void found(AuditReport report, Finding.Kind kind, long seq) {
    assertThat(report.ok()).isFalse();
    assertThat(report.findings())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(kind, seq));
  }
}
