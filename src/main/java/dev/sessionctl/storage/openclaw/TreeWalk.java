package dev.sessionctl.storage.openclaw;

import java.util.Arrays;
import java.util.BitSet;

/** What follows from a finished {@link EntryTree}. Every walk ends, whatever circles the parents form. */
final class TreeWalk {
  static final RowType[] TYPES = RowType.values();

  /** {@code leaf} rows between a row and its parent; the products write one at most. */
  private static final int HOPS = 64;

  private final EntryTree tree;
  private final int[] path;
  private final boolean circular;

  TreeWalk(EntryTree tree) {
    this.tree = tree;
    BitSet seen = new BitSet();
    int row = tree.leafRow();
    while (row >= 0 && !seen.get(row)) {
      seen.set(row);
      row = tree.parentRow(row);
    }
    circular = row >= 0;
    path = pathTo(tree.leafRow());
  }

  /** The entries from a row up to where the chain of parents ends, or where it comes round. */
  private int[] pathTo(int leaf) {
    BitSet seen = new BitSet();
    int[] rows = new int[64];
    int size = 0;
    for (int row = leaf; row >= 0 && !seen.get(row); row = tree.parentRow(row)) {
      seen.set(row);
      if (!tree.isControl(row)) {
        rows = size == rows.length ? Arrays.copyOf(rows, size * 2) : rows;
        rows[size++] = row;
      }
    }
    return Arrays.copyOf(rows, size);
  }

  /** Number of entries from the active leaf up to where the chain of parents ends. */
  int activeLength() {
    return path.length;
  }

  /** Whether the active path runs in a circle; the product takes the whole history for empty then. */
  boolean isCircular() {
    return circular;
  }

  /** Entries without children; those with a later namesake do not count. */
  int branches() {
    return leaves().cardinality();
  }

  private BitSet leaves() {
    BitSet parents = new BitSet(tree.rows());
    for (int row = 0; row < tree.rows(); row++) {
      if (!tree.isControl(row)) {
        int parent = tree.parentRow(row);
        for (int hop = 0; parent >= 0 && tree.isControl(parent) && hop < HOPS; hop++) {
          parent = tree.parentRow(parent);
        }
        if (parent >= 0) {
          parents.set(parent);
        }
      }
    }
    BitSet leaves = new BitSet(tree.rows());
    for (int row = 0; row < tree.rows(); row++) {
      if (!parents.get(row) && !tree.isControl(row) && !tree.isShadowed(row)) {
        leaves.set(row);
      }
    }
    return leaves;
  }

  /** Rows that name a parent which does not exist: the path is silently cut there. */
  int danglingParents() {
    int count = 0;
    for (int row = 0; row < tree.rows(); row++) {
      count += tree.isDangling(row) ? 1 : 0;
    }
    return count;
  }

  /** Number of circles among the parents. */
  int cycles() {
    int[] mark = new int[tree.rows()];
    int cycles = 0;
    for (int first = 0; first < mark.length; first++) {
      int row = first;
      while (row >= 0 && mark[row] == 0) {
        mark[row] = first + 1;
        row = tree.parentRow(row);
      }
      cycles += row >= 0 && mark[row] == first + 1 && !tree.isShadowed(row) ? 1 : 0;
    }
    return cycles;
  }

  /**
   * The rows that a compacted transcript has to keep: the active path from what the last compaction on it kept, and
   * where that is unknown the whole path; what the next row is appended to; labels, {@code leaf} rows and what they
   * point at; rows of unknown types. Of the path before, also what the product looks up there: extension state
   * ({@code custom}) and the last model, thinking level and name; a session has the model of the last change or
   * answer on its path, and the last name in the file (2026.7.1). Rows with a namesake and, when the path is
   * circular, all rows are kept: that is damage to look at, not bulk to shed.
   */
  BitSet needed() {
    BitSet needed = new BitSet(tree.rows());
    if (circular) {
      needed.set(0, tree.rows());
      return needed;
    }
    keepContext(needed, path);
    for (int row = tree.appendRow(); row >= 0 && !needed.get(row); row = tree.parentRow(row)) {
      needed.set(row);
    }
    int named = EntryTree.NONE;
    for (int row = 0; row < tree.rows(); row++) {
      if (tree.isShadowed(row) || tree.type(row) == RowType.OTHER) {
        needed.set(row);
      }
      named = tree.type(row) == RowType.SESSION_INFO ? row : named;
    }
    if (named >= 0) {
      needed.set(named);
    }
    if (tree.sideRow() >= 0) {
      needed.set(tree.sideRow());
    }
    tree.addReferenced(needed);
    return needed;
  }

  /**
   * The rows that have to be kept when no branch may lose anything of its context: those of {@link #needed} and what
   * the context of every other leaf contains. What is left out is history that no context contains any more.
   */
  BitSet neededByEveryBranch() {
    BitSet needed = needed();
    if (!circular) {
      BitSet leaves = leaves();
      for (int leaf = leaves.nextSetBit(0); leaf >= 0; leaf = leaves.nextSetBit(leaf + 1)) {
        keepContext(needed, leaf);
      }
    }
    return needed;
  }

  /** Adds the rows that the context of a row contains, and what the product looks up on the path before it. */
  void keepContext(BitSet needed, int leaf) {
    keepContext(needed, pathTo(leaf));
  }

  private void keepContext(BitSet needed, int[] rows) {
    int boundary = boundary(rows);
    for (int i = 0; i <= boundary; i++) {
      needed.set(rows[i]);
    }
    keepSettings(needed, rows, boundary + 1);
  }

  /** Bytes of the lines that {@link #needed} leaves out. */
  long reclaimableBytes() {
    BitSet needed = needed();
    long bytes = 0;
    for (int row = needed.nextClearBit(0); row < tree.rows(); row = needed.nextClearBit(row + 1)) {
      bytes += tree.bytes(row);
    }
    return bytes;
  }

  /** Index in a path, which begins at its leaf, of the oldest entry still in the context. */
  private int boundary(int[] path) {
    for (int i = 0; i < path.length; i++) {
      if (tree.type(path[i]) == RowType.COMPACTION) {
        int kept = tree.firstKeptRow(path[i]);
        for (int j = i + 1; j < path.length; j++) {
          if (path[j] == kept) {
            return j;
          }
        }
        break;
      }
    }
    return path.length - 1;
  }

  private void keepSettings(BitSet needed, int[] path, int from) {
    boolean answered = false;
    for (int i = 0; i < from; i++) {
      answered |= tree.namesModel(path[i]);
    }
    boolean model = false;
    boolean thinking = false;
    boolean name = false;
    for (int i = from; i < path.length; i++) {
      RowType type = tree.type(path[i]);
      boolean keep = type == RowType.CUSTOM
          || type == RowType.MODEL_CHANGE && !model || tree.namesModel(path[i]) && !answered
          || type == RowType.THINKING_LEVEL_CHANGE && !thinking
          || type == RowType.SESSION_INFO && !name;
      if (keep) {
        needed.set(path[i]);
      }
      model |= type == RowType.MODEL_CHANGE;
      answered |= tree.namesModel(path[i]);
      thinking |= type == RowType.THINKING_LEVEL_CHANGE;
      name |= type == RowType.SESSION_INFO;
    }
  }
}
