package dev.moraine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * What writers were told, held against what is in a table.
 *
 * <p>Rows come in blocks of {@link #ROWS}; an operation inserts, changes or deletes whole blocks,
 * so that a block with fewer rows, or with rows of different values, is a part of an operation.
 * Values only grow by what operations add, so that the order of operations does not matter: a block
 * is there unless a delete of it succeeded, and its value is the sum of all that succeeded.
 */
final class Ledger {
  static final int ROWS = 10;

  private static final int CLAIMS_A_BLOCK = 6;

  /** What became of an operation. */
  enum Outcome {
    DONE,
    REFUSED
  }

  private static final class Block {
    private long value;
    private boolean inserted;
    private boolean deleted;
    private boolean deleteTried;
    private boolean contested;
  }

  private final TreeMap<Long, Block> blocks = new TreeMap<>();
  private long nextBlock;
  private long contested;
  private int claims;

  /** Takes ids for blocks that are not there yet. */
  synchronized List<Long> reserve(int count) {
    List<Long> reserved = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      blocks.put(nextBlock, new Block());
      reserved.add(nextBlock++);
    }
    return reserved;
  }

  /** A block that several actors insert, or find there and add to; nobody deletes it. */
  synchronized long claim() {
    if (claims++ % CLAIMS_A_BLOCK == 0) {
      contested = reserve(1).get(0);
      block(contested).contested = true;
    }
    return contested;
  }

  /** Some of the youngest blocks that are there, as far as anybody was told. */
  synchronized List<Long> pick(Random random, int atMost, int amongYoungest) {
    List<Long> there = new ArrayList<>();
    for (Map.Entry<Long, Block> entry : blocks.descendingMap().entrySet()) {
      Block block = entry.getValue();
      if (block.inserted && !block.deleted && !block.contested) {
        there.add(entry.getKey());
      }
      if (there.size() == amongYoungest) {
        break;
      }
    }
    Set<Long> picked = new HashSet<>();
    for (int i = 0; i < atMost && !there.isEmpty(); i++) {
      picked.add(there.get(random.nextInt(there.size())));
    }
    return new ArrayList<>(picked);
  }

  synchronized void tryDelete(Collection<Long> ids) {
    ids.forEach(id -> block(id).deleteTried = true);
  }

  synchronized void inserted(Collection<Long> ids, long value) {
    ids.forEach(
        id -> {
          block(id).inserted = true;
          block(id).value += value;
        });
  }

  synchronized void added(Collection<Long> ids, long value) {
    ids.forEach(id -> block(id).value += value);
  }

  synchronized void deleted(Collection<Long> ids) {
    ids.forEach(id -> block(id).deleted = true);
  }

  private Block block(long id) {
    return Objects.requireNonNull(blocks.get(id));
  }

  /** Blocks that every reader who begins now has to see. */
  synchronized Set<Long> certain() {
    Set<Long> certain = new HashSet<>();
    blocks.forEach(
        (id, block) -> {
          if (block.inserted && !block.deleteTried) {
            certain.add(id);
          }
        });
    return certain;
  }

  /** Blocks and their values as they have to be once nobody writes. */
  synchronized Map<Long, Long> expected() {
    Map<Long, Long> expected = new HashMap<>();
    blocks.forEach(
        (id, block) -> {
          if (block.inserted && !block.deleted) {
            expected.put(id, block.value);
          }
        });
    return expected;
  }

  /** Blocks and their values as a query finds them; fails where a block is not whole. */
  static Map<Long, Long> read(SqlSession spark, String table) {
    Map<Long, Long> found = new HashMap<>();
    for (List<String> row :
        spark.run(
            "SELECT block, count(*), count(DISTINCT id), min(v), max(v) FROM "
                + table
                + " GROUP BY block")) {
      assertThat(row.subList(1, 3))
          .as("rows and ids of block %s", row.get(0))
          .containsOnly(Integer.toString(ROWS));
      assertThat(row.get(3)).as("values of block %s", row.get(0)).isEqualTo(row.get(4));
      found.put(Long.valueOf(row.get(0)), Long.valueOf(row.get(3)));
    }
    return found;
  }
}
