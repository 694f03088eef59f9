package com.stateset.sequencer.sealing;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import java.util.Objects;
import java.util.Optional;

/**
 * Seals payloads one by one with a tenant's keys, for files that hold copies of events, such as an agent's. Immutable and thread-safe.
 *
 * <p>The envelope is that of a store's payloads. What it is bound to begins with a domain of its own, so that nothing that was taken
 * from a store's database is ever read as an agent's, or the other way round.
 */
public final class EventSeal {

    private static final Domain CONTEXT = Domain.of("VES_PAYLOAD_COPY_AT_REST_V1");

    private final PayloadEncryption encryption;

    private EventSeal(PayloadEncryption encryption) {
        this.encryption = encryption;
    }

    /** Returns the seal that works by these keys, as their mode says. */
    public static EventSeal of(PayloadEncryption encryption) {
        return new EventSeal(Objects.requireNonNull(encryption, "encryption"));
    }

    /** What becomes of payloads. */
    public Mode mode() {
        return encryption.mode();
    }

    /**
     * Returns what to keep of an event's payload: the payload sealed, or as it is where nothing is to be sealed.
     *
     * @throws StoreFailedException if it must be sealed, and the tenant has no key
     */
    public Payload seal(Event event) {
        if (!(event.payload() instanceof Payload.Content content)) {
            return event.payload();
        }
        Optional<PayloadKey> key = encryption.sealingKey(event.stream().tenantId());
        return key.isEmpty()
                ? content
                : new Payload.Encrypted(AesGcmEnvelope.seal(
                        key.get(),
                        PayloadEncryption.context(CONTEXT, event),
                        content.json().asByteBuffer()));
    }

    /**
     * Returns a kept payload as it was before it was sealed; an erased one as it is.
     *
     * @param kept the event as it was kept; of its hashes it only matters whether they are of a payload encrypted end to end
     * @param place where it stands, for messages
     * @throws StoreFailedException if the payload cannot be opened, or is plain where it must not be; names the event
     */
    public Payload open(Event kept, String place) {
        Objects.requireNonNull(place, "place");
        if (kept.payload() instanceof Payload.Encrypted sealed) {
            try {
                return Payload.content(
                        kept.payloadHashes(), CanonicalJson.ofCanonical(plaintext(kept, sealed.envelope())));
            } catch (SealBrokenException e) {
                throw unreadable(kept, place, "cannot be decrypted: " + e.getMessage());
            }
        }
        if (mode() == Mode.REQUIRED && kept.payload() instanceof Payload.Content) {
            throw unreadable(kept, place, "is kept in the clear, but payloads must be encrypted here");
        }
        return kept.payload();
    }

    private byte[] plaintext(Event event, byte[] envelope) throws SealBrokenException {
        PayloadKey key = encryption.keys().require(event.stream().tenantId(), AesGcmEnvelope.keyId(envelope));
        return AesGcmEnvelope.open(key, PayloadEncryption.context(CONTEXT, event), envelope);
    }

    private static StoreFailedException unreadable(Event event, String place, String problem) {
        return new StoreFailedException(
                "the payload of event " + event.eventId() + ", " + place + " of stream " + event.stream() + ", "
                        + problem,
                null);
    }
}
