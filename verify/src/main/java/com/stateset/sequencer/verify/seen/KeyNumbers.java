package com.stateset.sequencer.verify.seen;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * A number for each of many keys of 128 bits, in 48 to 96 bytes each: entities with their versions, ids with the event that had them
 * first. An audit holds one key per entity, command and event of the stream, which as objects would take some gigabytes for a stream
 * of ten million events; a table of more than a sixteenth of the heap is in a temporary file ({@link LongTable}).
 *
 * <p>Open addressing with linear probing, at most half full; a place is three longs, the key's two and its number, of which 0 marks a free
 * place, so that numbers are 1 or more. The keys are ids that an adversary may have chosen, so their place depends on a secret of
 * this table, and none of them can be chosen to fall together. For one thread.
 */
public final class KeyNumbers {

    private static final int SMALLEST = 1 << 10;
    private static final int LONGS = 3;
    private static final long HEAP_SHARE = 16;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final long secretHigh = RANDOM.nextLong();
    private final long secretLow = RANDOM.nextLong();
    private final long mostInHeap;
    private int places = SMALLEST;
    private LongTable table;
    private int size;

    /** Makes an empty one. */
    public KeyNumbers() {
        this(Runtime.getRuntime().maxMemory() / HEAP_SHARE / Long.BYTES);
    }

    /** @param mostInHeap how many longs are kept in the heap */
    KeyNumbers(long mostInHeap) {
        this.mostInHeap = mostInHeap;
        this.table = table(places);
    }

    private LongTable table(int length) {
        return LongTable.of((long) length * LONGS, mostInHeap);
    }

    /** Returns the number of a key; 0 for none. */
    public long get(UUID key) {
        return table.get(find(key.getMostSignificantBits(), key.getLeastSignificantBits()) + 2);
    }

    /** Sets the number of a key, which is 1 or more. */
    public void put(UUID key, long number) {
        if (2L * (size + 1) > places) {
            grow();
        }
        set(key.getMostSignificantBits(), key.getLeastSignificantBits(), number);
    }

    private void set(long keyHigh, long keyLow, long number) {
        long at = find(keyHigh, keyLow);
        if (table.get(at + 2) == 0) {
            size++;
        }
        table.set(at, keyHigh);
        table.set(at + 1, keyLow);
        table.set(at + 2, number);
    }

    /** Returns where the key's place begins, or the free one that it would have. */
    private long find(long keyHigh, long keyLow) {
        int mask = places - 1;
        int place = (int) (mixed(mixed(keyHigh ^ secretHigh) + (keyLow ^ secretLow)) >>> 32) & mask;
        long at = (long) place * LONGS;
        while (table.get(at + 2) != 0 && (table.get(at) != keyHigh || table.get(at + 1) != keyLow)) {
            place = (place + 1) & mask;
            at = (long) place * LONGS;
        }
        return at;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): each bit of the argument changes half of the result's. */
    private static long mixed(long value) {
        long once = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        long twice = (once ^ (once >>> 27)) * 0x94D049BB133111EBL;
        return twice ^ (twice >>> 31);
    }

    private void grow() {
        LongTable old = table;
        long end = (long) places * LONGS;
        places = Math.multiplyExact(places, 2);
        table = table(places);
        size = 0;
        for (long at = 0; at < end; at += LONGS) {
            long number = old.get(at + 2);
            if (number != 0) {
                set(old.get(at), old.get(at + 1), number);
            }
        }
    }
}
