package dev.cadre.workflows.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Walks along the entries: each hash, each link to the entry before, each place. */
final class ChainCheck {

  /** Each of these is tried in the place of each other one. */
  private static final int SUSPECTS = 64;

  private final Findings findings;
  private final MerkleFrontier tree = new MerkleFrontier();
  private final TreeMap<Long, Long> missing = new TreeMap<>();
  private final List<LinkedEvent> suspects = new ArrayList<>();
  private long entries;
  private long last;
  private String lastHash = LinkedEvent.FIRST;
  private boolean lastDoubtful;
  private boolean whole = true;

  ChainCheck(Findings findings) {
    this.findings = findings;
  }

  void take(LinkedEvent entry) {
    entries++;
    long seq = entry.seq();
    if (seq <= last) {
      late(entry);
      return;
    }
    if (seq > last + 1) {
      missing.put(last + 1, seq - 1);
      whole = false;
    } else if (!entry.prev().equals(lastHash) && !lastDoubtful) {
      replaced(entry);
    }
    lastDoubtful = !sound(entry);
    last = seq;
    lastHash = entry.hash();
    if (whole) {
      tree.add(lastHash);
    }
  }

  /** The entry, or the one before it, is of another history than the other. */
  private void replaced(LinkedEvent entry) {
    if (entry.seq() == 1) {
      findings.add(Finding.Kind.EDITED, 1L, "Entry 1 claims that there is an entry before it.");
    } else if (entry.fits(entry)) {
      findings.add(
          Finding.Kind.EDITED,
          last,
          "Entry %d is not the one that entry %d was linked to.".formatted(last, entry.seq()));
    }
  }

  /** Whether the entry is the one that was linked here. */
  private boolean sound(LinkedEvent entry) {
    if (entry.event() == null) {
      findings.add(
          Finding.Kind.DELETED,
          entry.seq(),
          "Entry %d is gone; its link stands.".formatted(entry.seq()));
      return false;
    }
    if (entry.fits(entry)) {
      return true;
    }
    if (suspects.size() < SUSPECTS) {
      suspects.add(entry);
    } else {
      edited(entry);
    }
    return false;
  }

  private void edited(LinkedEvent entry) {
    findings.add(
        Finding.Kind.EDITED,
        entry.seq(),
        "Entry %d does not have the hash that it was linked with.".formatted(entry.seq()));
  }

  private void late(LinkedEvent entry) {
    long seq = entry.seq();
    Map.Entry<Long, Long> gap = missing.floorEntry(seq);
    if (gap == null || gap.getValue() < seq) {
      findings.add(Finding.Kind.REPEATED, seq, "Entry %d stands twice.".formatted(seq));
      return;
    }
    missing.remove(gap.getKey());
    if (gap.getKey() < seq) {
      missing.put(gap.getKey(), seq - 1);
    }
    if (seq < gap.getValue()) {
      missing.put(seq + 1, gap.getValue());
    }
    findings.add(
        Finding.Kind.REORDERED, seq, "Entry %d stands behind entry %d.".formatted(seq, last));
    sound(entry);
  }

  /** Nothing more comes. */
  void end() {
    missing.forEach((from, to) ->
        findings.add(
            Finding.Kind.DELETED,
            from,
            from.equals(to)
                ? "Entry %d is missing.".formatted(from)
                : "Entries %d to %d are missing.".formatted(from, to)));
    suspects.forEach(this::judge);
  }

  /** Entries change places in two ways: alone, or with their links. */
  private void judge(LinkedEvent suspect) {
    for (LinkedEvent other : suspects) {
      if (other.fits(suspect)) {
        moved(suspect.seq(), other.seq());
        return;
      }
      if (suspect.linkedAs(other.seq())) {
        moved(other.seq(), suspect.seq());
        return;
      }
    }
    edited(suspect);
  }

  private void moved(long from, long to) {
    findings.add(
        Finding.Kind.REORDERED,
        from,
        "What was linked as entry %d stands as entry %d.".formatted(from, to));
  }

  long entries() {
    return entries;
  }

  /** The number of the last entry in order. */
  long last() {
    return last;
  }

  String lastHash() {
    return lastHash;
  }

  /** Whether every entry up to the last one came in its place, so that the tree is theirs. */
  boolean whole() {
    return whole;
  }

  String root() {
    return tree.root();
  }
}
