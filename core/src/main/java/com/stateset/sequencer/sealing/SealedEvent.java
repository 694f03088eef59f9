package com.stateset.sequencer.sealing;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.spi.seal.DataKey;
import org.jspecify.annotations.Nullable;

/**
 * A stored event, its payload taken apart once: an {@link Payload.Encrypted} copies its envelope each time it is asked for it, and the
 * name of a data key takes a hash. Not shared between threads.
 */
final class SealedEvent {

    private final SequencedEvent stored;
    private final byte @Nullable [] envelope;
    private final DataKey.@Nullable Name dataKey;

    private SealedEvent(SequencedEvent stored, byte @Nullable [] envelope, DataKey.@Nullable Name dataKey) {
        this.stored = stored;
        this.envelope = envelope;
        this.dataKey = dataKey;
    }

    static SealedEvent of(SequencedEvent stored) {
        if (!(stored.event().payload() instanceof Payload.Encrypted sealed)) {
            return new SealedEvent(stored, null, null);
        }
        byte[] envelope = sealed.envelope();
        return new SealedEvent(stored, envelope, dataKeyOf(stored.event(), envelope));
    }

    private static DataKey.@Nullable Name dataKeyOf(Event event, byte[] envelope) {
        if (!AesGcmEnvelope.isOfDataKey(envelope)) {
            return null;
        }
        try {
            return DataKey.Name.of(event.entity(), AesGcmEnvelope.keyId(envelope));
        } catch (SealBrokenException e) {
            return null;
        }
    }

    SequencedEvent stored() {
        return stored;
    }

    Event event() {
        return stored.event();
    }

    /** The one copy, not to be changed; null if the payload is not sealed. */
    byte @Nullable [] envelope() {
        return envelope;
    }

    /** The name of the data key that opens it; null if it is not sealed with one, or is no envelope: who opens it will find out. */
    DataKey.@Nullable Name dataKey() {
        return dataKey;
    }
}
