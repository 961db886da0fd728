package dev.cadre.stores.audit;

import static dev.cadre.stores.audit.AuditStore.WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cadre.stores.key.KeyAccess;
import dev.cadre.stores.key.KeyUnavailable;
import dev.cadre.stores.key.VaultSettings;
import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.testkit.vault.VaultFault;
import dev.cadre.workflows.audit.AuditReport;
import dev.cadre.workflows.audit.AuditVerifier;
import dev.cadre.workflows.audit.Finding;
import dev.cadre.workflows.audit.SignedHead;
import dev.cadre.workflows.audit.VerificationKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log that a vault signs. */
@Timeout(120)
class AuditByVaultIT {

  private static final String KEY = "cadre-signing";
  private static final AuditReport WHOLE = new AuditReport(true, 10, 2, 10, List.of(), List.of());

  private final FakeVault fake = FakeVault.start();

  @TempDir Path folder;
  private KeyAccess access;
  private AuditStore audit;

  @BeforeEach
  void open() throws IOException {
    access = access();
    audit = new AuditStore(folder, access.signer());
  }

  private KeyAccess access() throws IOException {
    Path token = Files.createTempFile(folder, "vault-", ".token");
    Files.writeString(token, fake.token(Duration.ofHours(1), true));
    return KeyAccess.to(
        new VaultSettings(
            fake.address(), null, "transit", "secret", null, null, token, Duration.ofSeconds(3)),
        Clock.systemUTC());
  }

  @AfterEach
  void close() {
    access.close();
    fake.close();
  }

  private AuditReport offline(List<VerificationKey> keys) {
    var verifier = new AuditVerifier(keys);
    audit
        .trail
        .parts(audit.tenant)
        .doOnNext(part -> part.each(verifier::entry, verifier::head))
        .then()
        .block(WAIT);
    return verifier.report();
  }

  @Test
  void verifiesAlsoAfterARotationAndInAnotherProcess() throws IOException {
    audit.signed(6);
    fake.rotate(KEY);
    audit.signed(4);

    assertThat(audit.heads.newest(audit.tenant, Long.MAX_VALUE, 10).block(WAIT))
        .extracting(SignedHead::keyId)
        .containsExactly("cadre-signing-v2", "cadre-signing-v1");
    assertThat(audit.verify()).isEqualTo(WHOLE);
    try (KeyAccess other = access()) {
      assertThat(offline(other.signer().keys())).isEqualTo(WHOLE);
    }
  }

  @Test
  void doesNotVerifyWithoutTheOldVersion() {
    audit.signed(6);
    fake.rotate(KEY);
    audit.signed(4);
    List<VerificationKey> newest = List.of(access.signer().keys().getLast());

    assertThat(offline(newest).findings())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(Finding.Kind.FORGED_HEAD, 6L));
  }

  @Test
  void findsWhatWasSignedByAKeyThatHasTakenTheName() {
    audit.signed(6);
    List<VerificationKey> kept = access.signer().keys();
    fake.forget(KEY);
    assertThatThrownBy(() -> audit.signed(4)).isInstanceOf(KeyUnavailable.class);
    audit.heads.sign(audit.tenant).block(WAIT);

    assertThat(offline(kept).findings())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(Finding.Kind.FORGED_HEAD, 10L));
  }

  @Test
  void signsLaterWhatItCouldNotSignWhileTheVaultWasAway() {
    audit.signed(6);
    fake.fail(VaultFault.sealed());
    assertThatThrownBy(() -> audit.signed(4)).isInstanceOf(KeyUnavailable.class);

    fake.heal();
    audit.heads.sign(audit.tenant).block(WAIT);

    assertThat(audit.verify()).isEqualTo(WHOLE);
  }
}
