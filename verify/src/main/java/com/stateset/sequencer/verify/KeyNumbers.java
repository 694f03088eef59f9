package com.stateset.sequencer.verify;

import java.util.UUID;

/**
 * A number for each of many keys of 128 bits, in 32 to 64 bytes each: entities with their versions, ids with the event that had them
 * first. An audit holds one key per entity, command and event of the stream, which as objects would take some gigabytes for a stream
 * of ten million events.
 *
 * <p>Open addressing with linear probing in three arrays; the number 0 marks a free place, so that numbers are 1 or more. The keys are
 * hashes or ids that an adversary may have chosen, so their place is mixed from all their bits. For one thread.
 */
final class KeyNumbers {

    private static final int SMALLEST = 1 << 10;

    private long[] high = new long[SMALLEST];
    private long[] low = new long[SMALLEST];
    private long[] numbers = new long[SMALLEST];
    private int size;

    /** Returns the number of a key; 0 for none. */
    long get(UUID key) {
        return numbers[find(key.getMostSignificantBits(), key.getLeastSignificantBits())];
    }

    /** Sets the number of a key, which is 1 or more. */
    void put(UUID key, long number) {
        if (2 * (size + 1) > numbers.length) {
            grow();
        }
        set(key.getMostSignificantBits(), key.getLeastSignificantBits(), number);
    }

    private void set(long keyHigh, long keyLow, long number) {
        int place = find(keyHigh, keyLow);
        if (numbers[place] == 0) {
            size++;
        }
        high[place] = keyHigh;
        low[place] = keyLow;
        numbers[place] = number;
    }

    private int find(long keyHigh, long keyLow) {
        int mask = numbers.length - 1;
        long mixed = (keyHigh ^ Long.rotateLeft(keyLow, 32)) * 0x9E3779B97F4A7C15L;
        int place = (int) (mixed >>> 32) & mask;
        while (numbers[place] != 0 && (high[place] != keyHigh || low[place] != keyLow)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldNumbers = numbers;
        int length = Math.multiplyExact(numbers.length, 2);
        high = new long[length];
        low = new long[length];
        numbers = new long[length];
        size = 0;
        for (int place = 0; place < oldNumbers.length; place++) {
            if (oldNumbers[place] != 0) {
                set(oldHigh[place], oldLow[place], oldNumbers[place]);
            }
        }
    }
}
