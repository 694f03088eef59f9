package com.stateset.sequencer.verify;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.tlog.SignedNote;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an auditor knows from elsewhere, and what it is ready to accept. All of it makes an audit stricter, but for {@code
 * acceptMissingPayloads} and {@code acceptNoCheckpoint}. Immutable.
 *
 * @param sequencerKeys the sequencer's keys as they are known from elsewhere: only signatures of these count then; empty to take the
 *     keys that the source shows, at its word
 * @param earlier a checkpoint of the stream that was kept elsewhere, which the history must extend; null for none
 * @param minHead how many events there must be at least
 * @param minCommitted up to which event there must be commitments at least
 * @param acceptMissingPayloads whether payloads may be missing although no erasure of them is recorded, or encrypted; without
 *     this both count as damage
 * @param acceptNoCheckpoint whether nothing may have been signed of the history yet, although the sequencer has a key: a stream that was
 *     copied in its first second
 */
public record AuditOptions(
        Set<Ed25519PublicKey> sequencerKeys,
        @Nullable SignedNote earlier,
        long minHead,
        long minCommitted,
        boolean acceptMissingPayloads,
        boolean acceptNoCheckpoint) {

    /** Nothing is known, and nothing is accepted. */
    public static final AuditOptions NONE = new AuditOptions(Set.of(), null, 0, 0, false, false);

    /**
     * Copies the keys.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public AuditOptions {
        sequencerKeys = Set.copyOf(Objects.requireNonNull(sequencerKeys, "sequencerKeys"));
        if (minHead < 0 || minCommitted < 0) {
            throw new IllegalArgumentException("no stream has " + Math.min(minHead, minCommitted) + " events");
        }
    }

    /** Returns these options with the sequencer's keys as they are known from elsewhere. */
    public AuditOptions trusting(Set<Ed25519PublicKey> keys) {
        return new AuditOptions(keys, earlier, minHead, minCommitted, acceptMissingPayloads, acceptNoCheckpoint);
    }

    /** Returns these options with a checkpoint that the history must extend. */
    public AuditOptions extending(SignedNote checkpoint) {
        return new AuditOptions(
                sequencerKeys, checkpoint, minHead, minCommitted, acceptMissingPayloads, acceptNoCheckpoint);
    }

    /** Returns these options with the fewest events, and the fewest that are committed to. */
    public AuditOptions expecting(long head, long committed) {
        return new AuditOptions(sequencerKeys, earlier, head, committed, acceptMissingPayloads, acceptNoCheckpoint);
    }

    /** Returns these options, accepting that payloads are missing. */
    public AuditOptions acceptingMissingPayloads() {
        return new AuditOptions(sequencerKeys, earlier, minHead, minCommitted, true, acceptNoCheckpoint);
    }

    /** Returns these options, accepting that nothing was signed of the history yet. */
    public AuditOptions acceptingNoCheckpoint() {
        return new AuditOptions(sequencerKeys, earlier, minHead, minCommitted, acceptMissingPayloads, true);
    }
}
