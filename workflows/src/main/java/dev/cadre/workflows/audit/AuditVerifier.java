package dev.cadre.workflows.audit;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the audit log of one tenant, line after line, in memory that does not grow with it. The
 * heads of the log stand behind the last entry that they cover; one that stands before waits for
 * it. Not for several threads at once.
 */
public final class AuditVerifier {

  private final Findings findings = new Findings();
  private final ChainCheck chain = new ChainCheck(findings);
  private final HeadCheck heads = new HeadCheck(findings, chain);
  private final Iterator<? extends Map<?, ?>> elsewhere;
  private final boolean keysGiven;
  private boolean keysOfExport;
  private long lines;
  private @Nullable String tenant;
  private @Nullable SignedHead next;

  /** Without heads from elsewhere. */
  public AuditVerifier(List<VerificationKey> keys) {
    this(keys, Collections.emptyIterator());
  }

  /**
   * Trusts these keys.
   *
   * @param keys when empty, those that the lines bring along are believed, and a remark says so
   * @param elsewhere lines of heads that were kept elsewhere, in the order of their sizes; read as
   *     the entries come. A line that cannot be read is an empty map
   */
  public AuditVerifier(List<VerificationKey> keys, Iterator<? extends Map<?, ?>> elsewhere) {
    this.elsewhere = elsewhere;
    keysGiven = !keys.isEmpty();
    keys.forEach(heads::trust);
  }

  /** Takes a line of an export: a key, an entry or a head. */
  public void line(Map<?, ?> line) {
    lines++;
    try {
      switch (new Fields(line).text("kind")) {
        case VerificationKey.KIND -> key(VerificationKey.read(line));
        case LinkedEvent.KIND -> entry(LinkedEvent.read(line));
        case SignedHead.KIND -> head(SignedHead.read(line));
        default -> malformed("is of a kind that is not known here");
      }
    } catch (IllegalArgumentException e) {
      malformed(String.valueOf(e.getMessage()));
    }
  }

  /** Takes a line that is no JSON object. */
  public void unreadable() {
    lines++;
    malformed("is no JSON object");
  }

  private void malformed(String why) {
    findings.add(Finding.Kind.MALFORMED, null, "Line %d %s.".formatted(lines, why));
  }

  private void key(VerificationKey key) {
    if (!keysGiven) {
      keysOfExport = true;
      heads.trust(key);
    }
  }

  /** Takes an entry. */
  public void entry(LinkedEvent entry) {
    if (own(entry.tenant(), entry.seq())) {
      chain.take(entry);
      heads.reached(entry);
      takeElsewhere(chain.last());
    }
  }

  /** Those that cover entries up to this one at most. */
  private void takeElsewhere(long last) {
    for (SignedHead head = nextElsewhere();
        head != null && head.size() <= last;
        head = nextElsewhere()) {
      next = null;
      head(head);
    }
  }

  private @Nullable SignedHead nextElsewhere() {
    while (next == null && elsewhere.hasNext()) {
      try {
        next = SignedHead.read(elsewhere.next());
      } catch (IllegalArgumentException e) {
        findings.add(Finding.Kind.MALFORMED, null, "A head kept elsewhere " + e.getMessage() + ".");
      }
    }
    return next;
  }

  /** Takes a head. */
  public void head(SignedHead head) {
    if (own(head.tenant(), head.size())) {
      heads.take(head);
    }
  }

  private boolean own(String of, long seq) {
    if (tenant == null) {
      tenant = of;
    }
    if (tenant.equals(of)) {
      return true;
    }
    findings.add(Finding.Kind.FOREIGN, seq, "Line %d is of another tenant.".formatted(lines));
    return false;
  }

  /** What was found. Nothing may be taken afterwards. */
  public AuditReport report() {
    takeElsewhere(Long.MAX_VALUE);
    chain.end();
    heads.end();
    if (keysOfExport) {
      findings.remark(
          Finding.Kind.KEYS_OF_EXPORT,
          null,
          "The keys came with the export: this shows that it is whole, not who signed it.");
    }
    List<Finding> wrong = findings.wrong();
    return new AuditReport(
        wrong.isEmpty(),
        chain.entries(),
        heads.heads(),
        heads.covered(),
        wrong,
        findings.remarks());
  }
}
