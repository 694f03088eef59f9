package com.stateset.sequencer.postgres.append;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Versions of the entities of one stream that were met last, by their {@linkplain com.stateset.sequencer.postgres.rows.EntityKey
 * keys}. Not thread-safe.
 *
 * <p><b>Two generations.</b> What is put goes into the young one; once that is full it becomes the old one, and what was in the old one is
 * forgotten. So the last {@value #GENERATION} entities at least are remembered, twice as many at most, and nothing is kept in order.
 *
 * <p><b>A generation</b> is a table of slots in one array, three numbers each: the halves of the key, and the version plus one, where 0 is
 * a free slot. A key is in the first slot from its place on that is its own; a quarter of the slots are free at least. A look-up of a
 * large stream so waits for memory once for each generation, where a map of objects has it wait for each object on the way: that
 * was a quarter of what an append computes. Places depend on a secret, so that nobody chooses entities that fall together.
 */
final class EntityVersions {

    /** How many entities a generation holds: three quarters of a power of two. */
    static final int GENERATION = 24_576;

    /** What {@link #find} returns of an entity that is not remembered. */
    static final long UNKNOWN = -1;

    private static final int SLOT = 3;
    private static final int FEWEST_SLOTS = 4;
    private static final int ARRAY_HEADER_BYTES = 16;
    private static final long SECRET = new SecureRandom().nextLong() | 1;
    private static final long[] NONE = new long[0];

    private long[] young = NONE;
    private long[] old = NONE;
    private int inYoung;

    /** The version of an entity, or {@link #UNKNOWN}. */
    long find(UUID key) {
        long version = find(young, key);
        return version != UNKNOWN ? version : find(old, key);
    }

    /** Remembers a version, 0 or more, in place of the one that was known. */
    void put(UUID key, long version) {
        if (SLOT * inYoung >= young.length / 4 * 3) {
            makeRoom();
        }
        int at = slotOf(young, key);
        if (young[at + 2] == 0) {
            young[at] = key.getMostSignificantBits();
            young[at + 1] = key.getLeastSignificantBits();
            inYoung++;
        }
        young[at + 2] = version + 1;
    }

    /** What this takes in memory beside its own object, in bytes. */
    long bytes() {
        return bytes(young) + bytes(old);
    }

    private void makeRoom() {
        if (inYoung >= GENERATION) {
            old = young;
            young = new long[SLOT * FEWEST_SLOTS];
            inYoung = 0;
            return;
        }
        long[] larger = new long[Math.max(SLOT * FEWEST_SLOTS, 2 * young.length)];
        for (int from = 0; from < young.length; from += SLOT) {
            if (young[from + 2] != 0) {
                System.arraycopy(young, from, larger, slotOf(larger, young[from], young[from + 1]), SLOT);
            }
        }
        young = larger;
    }

    private static long find(long[] table, UUID key) {
        return table.length == 0 ? UNKNOWN : table[slotOf(table, key) + 2] - 1;
    }

    private static int slotOf(long[] table, UUID key) {
        return slotOf(table, key.getMostSignificantBits(), key.getLeastSignificantBits());
    }

    /** Where a key is, or a free slot where it may be put. */
    private static int slotOf(long[] table, long high, long low) {
        int slots = table.length / SLOT;
        int slot = (int) (((high ^ low) * SECRET) >>> (Long.numberOfLeadingZeros(slots) + 1));
        while (table[SLOT * slot + 2] != 0 && (table[SLOT * slot] != high || table[SLOT * slot + 1] != low)) {
            slot = (slot + 1) & (slots - 1);
        }
        return SLOT * slot;
    }

    private static long bytes(long[] table) {
        return table.length == 0 ? 0 : ARRAY_HEADER_BYTES + (long) Long.BYTES * table.length;
    }
}
