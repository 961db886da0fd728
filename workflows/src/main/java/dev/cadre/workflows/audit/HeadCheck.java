package dev.cadre.workflows.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds signed heads against the keys, against one another and against the entries. Keeps only
 * those whose entries are still to come.
 */
final class HeadCheck {

  private static final Duration LONG = Duration.ofHours(1);

  private final Findings findings;
  private final ChainCheck chain;
  private final Map<String, VerificationKey> keys = new HashMap<>();
  private final TreeMap<Long, SignedHead> waiting = new TreeMap<>();
  private @Nullable SignedHead newest;
  private long heads;
  private long covered;
  private long notCompared;
  private boolean forked;
  private @Nullable Instant uncoveredSince;

  HeadCheck(Findings findings, ChainCheck chain) {
    this.findings = findings;
    this.chain = chain;
  }

  void trust(VerificationKey key) {
    keys.putIfAbsent(key.keyId(), key);
  }

  void take(SignedHead head) {
    SignedHead other = newest != null && newest.size() == head.size() ? newest : null;
    if (other == null) {
      other = waiting.get(head.size());
    }
    if (head.equals(other) || !signed(head)) {
      return;
    }
    if (other != null) {
      if (!other.agrees(head)) {
        fork(head.size(), "Two signed heads of size %d have different roots.");
      }
      return;
    }
    heads++;
    if (head.size() > chain.last()) {
      waiting.put(head.size(), head);
    } else if (head.size() == chain.last()) {
      compare(head);
    } else {
      findings.add(
          Finding.Kind.REORDERED,
          head.size(),
          "The head of size %d stands behind entry %d.".formatted(head.size(), chain.last()));
    }
  }

  private boolean signed(SignedHead head) {
    VerificationKey key = keys.get(head.keyId());
    String why;
    if (key == null) {
      why = "is signed with an unknown key.";
    } else if (!key.verifies(head.message(), head.signature())) {
      why = "has a wrong signature.";
    } else if (!key.signedAt(head.at())) {
      why = "is signed with a key that was not in use at its time.";
    } else {
      return true;
    }
    findings.add(
        Finding.Kind.FORGED_HEAD, head.size(), "The head of size %d ".formatted(head.size()) + why);
    return false;
  }

  /** Another entry has been taken. */
  void reached(LinkedEvent entry) {
    if (uncoveredSince == null) {
      uncoveredSince = time(entry);
    }
    SignedHead head = waiting.remove(chain.last());
    if (head != null) {
      compare(head);
    }
  }

  private void compare(SignedHead head) {
    newest = head;
    if (!chain.whole() || forked) {
      notCompared++;
      return;
    }
    if (!head.root().equals(chain.root()) || !head.chain().equals(chain.lastHash())) {
      fork(head.size(), "The entries up to %d are not those that were signed.");
      return;
    }
    covered = head.size();
    if (uncoveredSince != null && Duration.between(uncoveredSince, head.at()).compareTo(LONG) > 0) {
      findings.remark(
          Finding.Kind.LATE_HEAD,
          head.size(),
          "The head of size %d was signed at %s, an entry that it is the first to cover is of %s."
              .formatted(head.size(), head.at(), uncoveredSince));
    }
    uncoveredSince = null;
  }

  private void fork(long size, String sentence) {
    forked = true;
    findings.add(Finding.Kind.FORK, size, sentence.formatted(size));
  }

  private static @Nullable Instant time(LinkedEvent entry) {
    try {
      Map<String, @Nullable Object> event = entry.event();
      return event == null ? null : new Fields(event).time("at");
    } catch (IllegalArgumentException e) {
      // Whoever spoilt it is found by the hash.
      return null;
    }
  }

  /** Nothing more comes. */
  void end() {
    if (!waiting.isEmpty()) {
      findings.add(
          Finding.Kind.TRUNCATED,
          chain.last() + 1,
          "A signed head covers %d entries; the last one here is %d."
              .formatted(waiting.lastKey(), chain.last()));
    }
    if (notCompared > 0) {
      findings.remark(
          Finding.Kind.NOT_COMPARED,
          null,
          notCompared + " heads could not be compared, because what they cover is not whole.");
    }
    if (covered < chain.last() && chain.whole() && !forked) {
      findings.remark(
          Finding.Kind.NOT_COVERED,
          covered + 1,
          "No signed head covers the entries from %d on; only the chain holds them."
              .formatted(covered + 1));
    }
  }

  long heads() {
    return heads;
  }

  long covered() {
    return covered;
  }
}
