package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event as a server gives it. Of its content, only the leaf is this side's own: computed from the rest.
 *
 * @param sequenced the event in its place; the hashes of its payload are the ones that the server names
 * @param receiptHash what the server says that its receipt is over
 * @param receiptSignature the receipt's signature; null where no key signs
 */
public record PulledEvent(
        SequencedEvent sequenced,
        Hash receiptHash,
        @Nullable Ed25519Signature receiptSignature) {

    public PulledEvent {
        Objects.requireNonNull(sequenced, "sequenced");
        Objects.requireNonNull(receiptHash, "receiptHash");
    }

    /** Its place. */
    public long sequenceNumber() {
        return sequenced.sequenceNumber();
    }
}
