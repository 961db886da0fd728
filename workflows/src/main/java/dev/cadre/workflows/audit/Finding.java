package dev.cadre.workflows.audit;

import org.jspecify.annotations.Nullable;

/**
 * One thing that the verifier noticed.
 *
 * @param seq the entry that it is about, or the size of the head; null where there is none
 * @param sentence for a person
 */
public record Finding(Kind kind, @Nullable Long seq, String sentence) {

  /** What it is. */
  public enum Kind {
    /** An entry is not the one that was linked. */
    EDITED,
    /** An entry is gone. */
    DELETED,
    /** An entry or a head stands elsewhere than it was linked or signed. */
    REORDERED,
    /** An entry stands twice. */
    REPEATED,
    /** Entries at the end, which a signed head covers, are gone. */
    TRUNCATED,
    /** A head that no known key has signed. */
    FORGED_HEAD,
    /** Two histories: a signed head and the entries, or two signed heads, say different things. */
    FORK,
    /** A line of another tenant. */
    FOREIGN,
    /** A line that is none of the log's. */
    MALFORMED,
    /** A remark: entries waited long for the head that covers them. */
    LATE_HEAD,
    /** A remark: no signed head covers the last entries yet. */
    NOT_COVERED,
    /** A remark: heads could not be compared. */
    NOT_COMPARED,
    /** A remark: the keys came with what they verify. */
    KEYS_OF_EXPORT,
    /** More was found than is listed. */
    MORE
  }
}
