package com.stateset.sequencer.verify;

import com.stateset.sequencer.spi.StoredCommitment;
import org.jspecify.annotations.Nullable;

/**
 * Ends an audit: something is not as it should be. A checked exception within this package only, so that each step says by its signature
 * whether it may find damage; callers of an audit get a {@link Verdict}.
 *
 * <p>Sentences begin with what is damaged ({@code event 17}, {@code the commitment of 1..100}) and say what is wrong with it, without
 * guessing who did it.
 */
final class DamageException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Verdict.Damaged verdict;

    private DamageException(@Nullable Long sequenceNumber, String what) {
        super(what);
        this.verdict = new Verdict.Damaged(sequenceNumber, what);
    }

    /** An event: "event 17: its payload is not…". */
    static DamageException ofEvent(long sequenceNumber, String what) {
        return new DamageException(sequenceNumber, "event " + sequenceNumber + ": " + what);
    }

    /** A commitment: "the commitment of 1..100: its Merkle root is not…". */
    static DamageException ofCommitment(StoredCommitment commitment, String what) {
        return new DamageException(null, "the commitment of " + range(commitment) + ": " + what);
    }

    /** Something else that was to be read. */
    static DamageException of(String what) {
        return new DamageException(null, what);
    }

    static String range(StoredCommitment commitment) {
        return commitment.sequenceStart() + ".." + commitment.sequenceEnd();
    }

    Verdict.Damaged verdict() {
        return verdict;
    }
}
