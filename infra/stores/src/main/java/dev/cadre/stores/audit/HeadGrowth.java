package dev.cadre.stores.audit;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.workflows.audit.LinkedEvent;
import dev.cadre.workflows.audit.MerkleFrontier;
import io.r2dbc.spi.Readable;
import java.util.List;

/** From a tenant's last head to the next: the tree and the chain's end, link after link. */
final class HeadGrowth {

  private final MerkleFrontier tree;
  private final long from;
  private String chain;

  private HeadGrowth(MerkleFrontier tree, String chain) {
    this.tree = tree;
    this.from = tree.size();
    this.chain = chain;
  }

  /** From nothing. */
  static HeadGrowth first() {
    return new HeadGrowth(new MerkleFrontier(), LinkedEvent.FIRST);
  }

  /** From a head's row. */
  static HeadGrowth from(Readable head) {
    MerkleFrontier tree =
        MerkleFrontier.of(Columns.count(head, "size"), List.of(Columns.texts(head, "frontier")));
    if (!tree.root().equals(Columns.text(head, "root"))) {
      throw new AuditBroken("the audit log's head of size " + tree.size() + " was changed");
    }
    return new HeadGrowth(tree, Columns.text(head, "chain"));
  }

  HeadGrowth add(long seq, String prev, String hash) {
    if (seq != tree.size() + 1 || !prev.equals(chain)) {
      throw new AuditBroken("the audit log does not go on from entry " + tree.size());
    }
    tree.add(hash);
    chain = hash;
    return this;
  }

  boolean grown() {
    return tree.size() > from;
  }

  long size() {
    return tree.size();
  }

  String root() {
    return tree.root();
  }

  String chain() {
    return chain;
  }

  String[] frontier() {
    return tree.peaks().toArray(String[]::new);
  }
}
