package com.stateset.sequencer.id;

import java.util.UUID;

/**
 * Makes ids that begin with the time at which they are made: UUIDs of version 7 (RFC 9562, section 5.7), 48 bits of milliseconds
 * since 1970 and 74 of chance. Events that come one after the other then stand side by side in a store's index of ids, however
 * large it has grown, where ids of chance alone make each touch a page of its own. They tell the time to whoever sees
 * them; so does {@code created_at}. Nothing relies on their order.
 */
public final class TimeOrderedId {

    private static final int MILLIS_AT = 16;
    private static final long VERSION = 0x7000L;
    private static final long CHANCE_BESIDE_VERSION = 0x0fffL;

    private TimeOrderedId() {}

    /** Returns a new id of this moment. Thread-safe. */
    public static UUID next() {
        UUID chance = UUID.randomUUID();
        long high = (System.currentTimeMillis() << MILLIS_AT)
                | VERSION
                | (chance.getMostSignificantBits() & CHANCE_BESIDE_VERSION);
        return new UUID(high, chance.getLeastSignificantBits());
    }
}
