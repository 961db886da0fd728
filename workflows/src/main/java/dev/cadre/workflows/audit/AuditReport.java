package dev.cadre.workflows.audit;

import java.util.List;

/**
 * What the verifier found.
 *
 * @param ok nothing is wrong
 * @param entries how many entries were read
 * @param heads how many different heads were read whose signature is right
 * @param covered how many entries, from the first on, a signed head confirms
 * @param findings what is wrong, at most some hundred
 * @param remarks what is worth knowing and not wrong
 */
public record AuditReport(
    boolean ok,
    long entries,
    long heads,
    long covered,
    List<Finding> findings,
    List<Finding> remarks) {

  public AuditReport {
    findings = List.copyOf(findings);
    remarks = List.copyOf(remarks);
  }
}
