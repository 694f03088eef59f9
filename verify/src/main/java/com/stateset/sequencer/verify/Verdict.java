package com.stateset.sequencer.verify;

import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an audit found. A verdict is about the history as it stands in its source at that time, and only about what can be recomputed;
 * that a source could not be reached is none, but an exception.
 */
public sealed interface Verdict {

    /**
     * Everything is as it should be, as far as it was checked: {@link #reservations} says what was not.
     *
     * @param head the last sequence number
     * @param committed the last one that is committed to; 0 for none
     * @param commitments how many commitments were checked
     * @param tree size and root of the tree over the whole history
     * @param checkpoint the largest signed checkpoint that the history was found to extend; empty for none
     * @param signedThrough the last event that something signed covers, a commitment or a checkpoint; 0 for none
     * @param payloads what became of the payloads
     * @param reservations what the verdict does not say, as half a sentence each, such as {@code 2 payloads are encrypted and were
     *     not checked}; empty if it is about everything that can be recomputed
     * @param grounds whose word it rests on, and what was noticed without being damage, as a sentence each
     */
    record Sound(
            long head,
            long committed,
            long commitments,
            TreeHead tree,
            Optional<SignedCheckpoint> checkpoint,
            long signedThrough,
            Payloads payloads,
            List<String> reservations,
            List<String> grounds)
            implements Verdict {

        public Sound {
            Objects.requireNonNull(tree, "tree");
            Objects.requireNonNull(checkpoint, "checkpoint");
            Objects.requireNonNull(payloads, "payloads");
            reservations = List.copyOf(reservations);
            grounds = List.copyOf(grounds);
        }

        /** How many events no commitment covers yet. */
        public long uncommitted() {
            return head - committed;
        }
    }

    /**
     * How many payloads could not be compared with their hashes, and how many events only the sequencer vouches for.
     *
     * @param erased how many are erased
     * @param unrecorded how many of these without a record of it: only where missing payloads are accepted
     * @param encrypted how many are encrypted by the operator of the log, with a key that is not at hand
     * @param endToEnd how many are encrypted end to end: their ciphertext has its hash, what is in it only a recipient can check
     * @param unsigned how many events no agent has signed
     */
    record Payloads(long erased, long unrecorded, long encrypted, long endToEnd, long unsigned) {}

    /**
     * Something is altered, missing or out of order.
     *
     * @param sequenceNumber the first event that is; null if it is not an event, but a commitment, a key or a tree
     * @param what names it and says what is wrong with it, such as {@code event 17: its payload is not the one that was hashed}
     */
    record Damaged(@Nullable Long sequenceNumber, String what) implements Verdict {

        public Damaged {
            Objects.requireNonNull(what, "what");
        }
    }

    /** The source has no such stream: no events, no commitments, no history, and nothing was expected of it. */
    record NoSuchStream() implements Verdict {}
}
