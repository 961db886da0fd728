package dev.cadre.activities.memory;

import dev.cadre.stores.memory.ChunkId;
import dev.cadre.stores.memory.StoredEmbedding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/** What an index holds of a chunk: its id and its vector, nothing of its text. */
final class ChunkFields {

  private static final String EDITION = "edition";
  private static final String NUMBER = "number";
  private static final String VECTOR = "vector";

  private ChunkFields() {}

  static Document document(StoredEmbedding stored) {
    BytesRef edition = bytes(stored.chunk().edition());
    Document document = new Document();
    document.add(new StringField(EDITION, edition, Field.Store.NO));
    document.add(new SortedDocValuesField(EDITION, edition));
    document.add(new NumericDocValuesField(NUMBER, stored.chunk().number()));
    document.add(
        new KnnFloatVectorField(
            VECTOR, stored.embedding().numbers(), VectorSimilarityFunction.DOT_PRODUCT));
    return document;
  }

  static Term edition(UUID id) {
    return new Term(EDITION, bytes(id));
  }

  static KnnFloatVectorQuery nearest(float[] vector, int count) {
    return new KnnFloatVectorQuery(VECTOR, vector, count);
  }

  static Hit hit(DirectoryReader reader, ScoreDoc found) throws IOException {
    LeafReaderContext leaf = reader.leaves().get(ReaderUtil.subIndex(found.doc, reader.leaves()));
    int doc = found.doc - leaf.docBase;
    SortedDocValues editions = DocValues.getSorted(leaf.reader(), EDITION);
    NumericDocValues numbers = DocValues.getNumeric(leaf.reader(), NUMBER);
    if (!editions.advanceExact(doc) || !numbers.advanceExact(doc)) {
      throw new IOException("a chunk without an id");
    }
    UUID edition = uuid(editions.lookupOrd(editions.ordValue()));
    // Lucene gives half of one more than the cosine, so that no score is negative.
    return new Hit(
        new ChunkId(edition, Math.toIntExact(numbers.longValue())), 2.0 * found.score - 1);
  }

  /** Of all documents that stand in the index. */
  static Set<UUID> editions(DirectoryReader reader) throws IOException {
    Set<UUID> found = new HashSet<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms terms = leaf.reader().terms(EDITION);
      if (terms != null) {
        TermsEnum each = terms.iterator();
        for (BytesRef term = each.next(); term != null; term = each.next()) {
          if (alive(each, leaf.reader())) {
            found.add(uuid(term));
          }
        }
      }
    }
    return found;
  }

  /** An edition goes as a whole, so its first chunk tells of all. */
  private static boolean alive(TermsEnum term, LeafReader leaf) throws IOException {
    Bits live = leaf.getLiveDocs();
    int first = term.postings(null, PostingsEnum.NONE).nextDoc();
    return first != DocIdSetIterator.NO_MORE_DOCS && (live == null || live.get(first));
  }

  private static BytesRef bytes(UUID id) {
    return new BytesRef(
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array());
  }

  private static UUID uuid(BytesRef bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
