package dev.sessionctl.storage.openclaw;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The tree that the rows of one transcript form, about 30 bytes per row. The rules are those of 2026.7.1, which
 * on files of older releases come to "the last row and its parents":
 *
 * <ul>
 *   <li>a row of a known type becomes the active leaf unless it is marked as a side entry;
 *   <li>a {@code leaf} row moves the active leaf to its target, but not when what it names has not appeared yet;
 *   <li>a row without {@code parentId} continues the active leaf; so do all rows of version 1;
 *   <li>a row appended behind side entries belongs to the active leaf, whatever its {@code parentId} says;
 *   <li>of two rows with one id the later one counts.
 * </ul>
 *
 * Row numbers count what {@link #add} accepted, from 0. Not safe for use by several threads.
 */
final class EntryTree {
  static final int NONE = -1;

  private static final int TYPE_BITS = 0x1f;
  private static final int NAMES_MODEL = 0x20;
  private static final int INVALID = 0x40;

  private final EntryIds ids;
  private int rows;
  private final IntList idOf = new IntList();
  /** One more than the id, so that 0 is no parent. */
  private final IntList parentOf = new IntList();
  private final IntList bytesOf = new IntList();
  private byte[] typeOf = new byte[4096];
  /** By id, one more than the row. */
  private final IntList lastRow = new IntList();
  /** Pairs of row and id: what a compaction keeps from, and what a label or leaf row points at. */
  private int[] references = new int[16];
  private int referenceSize;
  private int leaf = NONE;
  private int appendParent = NONE;
  private int sideRow = NONE;
  private int controls;
  private int duplicates;
  private int invalidControls;

  EntryTree(EntryIds ids) {
    this.ids = ids;
  }

  /**
   * Takes in the next row of the file, except headers.
   *
   * @param bytes of its line, newline included
   * @param linear whether the file is of version 1, where rows follow one another
   * @return its number, or -1 for a row that hangs nowhere: one without id, or an unknown one without parent
   */
  int add(TranscriptRow row, int bytes, boolean linear) {
    boolean known = row.type != RowType.OTHER;
    if (row.id < 0 && !linear || !known && !linear && !row.hasParent) {
      return NONE;
    }
    int id = row.id >= 0 ? row.id : ids.anonymous();
    int type = row.type.ordinal();
    int parent = row.parent >= 0 ? row.parent : NONE;
    if (row.type == RowType.LEAF) {
      controls++;
      int target = row.target >= 0 ? row.target : NONE;
      int append = row.appendParent == TranscriptRow.ABSENT ? target : Math.max(NONE, row.appendParent);
      if (row.target != TranscriptRow.ABSENT && usable(target) && usable(append)) {
        parent = target;
        leaf = target;
        appendParent = append;
        sideRow = NONE;
        refer(rows, target);
        refer(rows, append);
      } else {
        invalidControls++;
        type |= INVALID;
      }
    } else {
      if (!row.hasParent || known && !row.side && parent == appendParent) {
        parent = leaf;
      }
      appendParent = id;
      leaf = known && !row.side ? id : leaf;
      sideRow = !known ? sideRow : row.side ? rows : NONE;
      remember(row);
    }
    if (row.type == RowType.MODEL_CHANGE || row.type == RowType.MESSAGE && "assistant".equals(row.role)) {
      type |= NAMES_MODEL;
    }
    if (rowOf(id) >= 0) {
      duplicates++;
    }
    lastRow.set(id, rows + 1);
    idOf.set(rows, id);
    parentOf.set(rows, parent + 1);
    bytesOf.set(rows, bytes);
    typeOf = rows == typeOf.length ? Arrays.copyOf(typeOf, rows * 2) : typeOf;
    typeOf[rows] = (byte) type;
    return rows++;
  }

  /** Rows taken in, {@code leaf} rows included. */
  int rows() {
    return rows;
  }

  /** Rows that are entries, which {@code leaf} rows are not. */
  int entries() {
    return rows - controls;
  }

  /** Rows whose id an earlier row had. */
  int duplicateIds() {
    return duplicates;
  }

  /** {@code leaf} rows that name something unknown; the product passes over them. */
  int invalidLeafRows() {
    return invalidControls;
  }

  int bytes(int row) {
    return bytesOf.get(row);
  }

  RowType type(int row) {
    return TreeWalk.TYPES[typeOf[row] & TYPE_BITS];
  }

  /** Whether a row says which model its session has from there on: a change of it, or an answer by one. */
  boolean namesModel(int row) {
    return (typeOf[row] & NAMES_MODEL) != 0;
  }

  boolean isControl(int row) {
    return (typeOf[row] & TYPE_BITS) == RowType.LEAF.ordinal();
  }

  /** The row that counts for the parent of a row, or -1. */
  int parentRow(int row) {
    return rowOf(parentOf.get(row) - 1);
  }

  /** Whether a row names a parent that does not exist. */
  boolean isDangling(int row) {
    return parentOf.get(row) != 0 && parentRow(row) < 0;
  }

  /** Whether a later row has the same id. */
  boolean isShadowed(int row) {
    return rowOf(idOf.get(row)) != row;
  }

  /** The row that counts for an id, or -1. */
  int row(int id) {
    return rowOf(id);
  }

  /** The active leaf, or -1. */
  int leafRow() {
    return rowOf(leaf);
  }

  /** What the next row will be appended to, or -1. */
  int appendRow() {
    return rowOf(appendParent);
  }

  /** The last side entry since the active leaf last moved, or -1: further ones are appended behind it (2026.7.1). */
  int sideRow() {
    return sideRow;
  }

  /** The row from which the given compaction or reset keeps, or -1. */
  int firstKeptRow(int row) {
    for (int i = 0; i < referenceSize; i += 2) {
      if (references[i] == row) {
        return rowOf(references[i + 1]);
      }
    }
    return NONE;
  }

  /** Adds the rows that labels and {@code leaf} rows point at, and those rows themselves. */
  void addReferenced(BitSet set) {
    for (int i = 0; i < referenceSize; i += 2) {
      RowType type = type(references[i]);
      if (type == RowType.LABEL || type == RowType.LEAF) {
        set.set(references[i]);
        int target = rowOf(references[i + 1]);
        if (target >= 0) {
          set.set(target);
        }
      }
    }
  }

  private void remember(TranscriptRow row) {
    if (row.type == RowType.LABEL) {
      refer(rows, row.target);
    } else if (row.type == RowType.COMPACTION || row.type == RowType.RESET) {
      // The index of version 1 counts the header, which has no number here.
      boolean byIndex = row.firstKept < 0 && row.firstKeptIndex > 0 && row.firstKeptIndex <= rows;
      refer(rows, byIndex ? idOf.get(row.firstKeptIndex - 1) : row.firstKept);
    }
  }

  private void refer(int row, int id) {
    if (referenceSize == references.length) {
      references = Arrays.copyOf(references, referenceSize * 2);
    }
    references[referenceSize++] = row;
    references[referenceSize++] = Math.max(NONE, id);
  }

  private boolean usable(int id) {
    if (id == NONE) {
      return true;
    }
    int row = rowOf(id);
    return row >= 0 && (typeOf[row] & INVALID) == 0;
  }

  private int rowOf(int id) {
    return id < 0 ? NONE : lastRow.get(id) - 1;
  }
}
