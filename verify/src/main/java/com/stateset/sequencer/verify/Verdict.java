package com.stateset.sequencer.verify;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an audit found. A verdict is about the history as it stands in its source at that time, and only about what hashes cover; that a
 * source could not be reached is none, but an exception.
 */
public sealed interface Verdict {

    /**
     * Everything is as it should be. What stands behind the last commitment was checked as far as that can be done without one.
     *
     * @param head the last sequence number
     * @param committed the last one that is committed to; 0 for none
     * @param events how many events were checked
     * @param commitments how many commitments were checked
     */
    record Sound(long head, long committed, long events, long commitments) implements Verdict {

        /** How many events no commitment covers yet. */
        public long uncommitted() {
            return head - committed;
        }
    }

    /**
     * Something is altered, missing or out of order.
     *
     * @param sequenceNumber the first event that is; null if it is not an event, but a commitment or a key
     * @param what names it and says what is wrong with it, such as {@code event 17: its payload is not the one that was hashed}
     */
    record Damaged(@Nullable Long sequenceNumber, String what) implements Verdict {

        public Damaged {
            Objects.requireNonNull(what, "what");
        }
    }
}
