package com.stateset.sequencer.verify;

import java.util.UUID;

/**
 * A number for each of many keys of 128 bits, in 48 to 96 bytes each: entities with their versions, ids with the event that had them
 * first. An audit holds one key per entity, command and event of the stream, which as objects would take some gigabytes for a stream
 * of ten million events; what is over a sixteenth of the heap is in a temporary file ({@link LongTable}).
 *
 * <p>Open addressing with linear probing, at most half full; a place is three longs, the key's two and its number, of which 0 marks a free
 * place, so that numbers are 1 or more. The keys are
 * hashes or ids that an adversary may have chosen, so their place is mixed from all their bits. For one thread.
 */
final class KeyNumbers {

    private static final int SMALLEST = 1 << 10;
    private static final int LONGS = 3;
    private static final long HEAP_SHARE = 16;

    private final long mostInHeap;
    private int places = SMALLEST;
    private LongTable table;
    private int size;

    KeyNumbers() {
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
    long get(UUID key) {
        return table.get(find(key.getMostSignificantBits(), key.getLeastSignificantBits()) + 2);
    }

    /** Sets the number of a key, which is 1 or more. */
    void put(UUID key, long number) {
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
        long mixed = (keyHigh ^ Long.rotateLeft(keyLow, 32)) * 0x9E3779B97F4A7C15L;
        int place = (int) (mixed >>> 32) & mask;
        long at = (long) place * LONGS;
        while (table.get(at + 2) != 0 && (table.get(at) != keyHigh || table.get(at + 1) != keyLow)) {
            place = (place + 1) & mask;
            at = (long) place * LONGS;
        }
        return at;
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
