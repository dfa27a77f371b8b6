package dev.sessionctl.storage.openclaw;

import java.util.Arrays;

/**
 * A list of numbers in blocks: growing it copies nothing, and blocks never written take no room and read as 0.
 * With plain arrays the copies made while growing are what decides how much heap a long transcript needs.
 */
final class IntList {
  private static final int BITS = 12;
  private static final int MASK = (1 << BITS) - 1;

  private int[][] blocks = new int[4][];

  /** The number at an index from 0, or 0 where none was set. */
  int get(int index) {
    int block = index >> BITS;
    return block >= blocks.length || blocks[block] == null ? 0 : blocks[block][index & MASK];
  }

  /** Sets the number at any index from 0. */
  void set(int index, int value) {
    int block = index >> BITS;
    if (block >= blocks.length) {
      blocks = Arrays.copyOf(blocks, Math.max(block + 1, blocks.length * 2));
    }
    if (blocks[block] == null) {
      if (value == 0) {
        return;
      }
      blocks[block] = new int[MASK + 1];
    }
    blocks[block][index & MASK] = value;
  }
}
