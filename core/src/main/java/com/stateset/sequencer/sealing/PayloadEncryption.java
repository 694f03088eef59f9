package com.stateset.sequencer.sealing;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import java.util.Objects;
import java.util.Optional;

/**
 * How payloads are kept: whether they are sealed, and with which keys. Immutable and thread-safe.
 *
 * <p>A sealed payload is bound to its event: to tenant, store, event id, entity and event type. Moved to another event, altered in a
 * single bit, or sealed with a key that is not there, it is a {@link StoreFailedException} that names the event.
 */
public final class PayloadEncryption {

    private static final PayloadEncryption DISABLED = new PayloadEncryption(Mode.DISABLED, PayloadKeyring.empty());
    private static final Domain CONTEXT = Domain.of("VES_PAYLOAD_AT_REST_V1");

    private final Mode mode;
    private final PayloadKeyring keys;

    private PayloadEncryption(Mode mode, PayloadKeyring keys) {
        this.mode = mode;
        this.keys = Objects.requireNonNull(keys, "keys");
    }

    /** What becomes of payloads that are stored, and which are read. */
    public enum Mode {
        /** Nothing is sealed. What is sealed already is read if there is a key for it. */
        DISABLED,
        /** What is new is sealed, for tenants that have a key. Plain payloads are read as well. */
        OPTIONAL,
        /** All that is new is sealed, and a plain payload in the store is refused like a damaged one. */
        REQUIRED
    }

    /** Returns encryption that seals nothing and opens nothing. */
    public static PayloadEncryption disabled() {
        return DISABLED;
    }

    /**
     * Returns encryption of a mode.
     *
     * @throws IllegalArgumentException if the mode needs a key, and there is none
     */
    public static PayloadEncryption of(Mode mode, PayloadKeyring keys) {
        if (mode != Mode.DISABLED && keys.isEmpty()) {
            throw new IllegalArgumentException("payload encryption needs a key");
        }
        return mode == Mode.DISABLED && keys.isEmpty() ? DISABLED : new PayloadEncryption(mode, keys);
    }

    /** What becomes of payloads. */
    public Mode mode() {
        return mode;
    }

    /**
     * Returns a store that seals what is appended, unless it is sealed already, and opens what is read. Closing it closes {@code
     * store}. Its {@link EventStore#replacePayloads} is that of {@code store}: it takes and knows sealed payloads.
     */
    public EventStore over(EventStore store) {
        return new SealedEventStore(store, this);
    }

    /**
     * Returns what to store of an event's payload: the payload sealed, or as it is where nothing is to be sealed.
     *
     * @throws StoreFailedException if it must be sealed, and the tenant has no key
     */
    public Payload seal(Event event) {
        if (mode == Mode.DISABLED || !(event.payload() instanceof Payload.Clear clear)) {
            return event.payload();
        }
        Optional<PayloadKey> key = keys.current(event.stream().tenantId());
        if (key.isPresent()) {
            return new Payload.Encrypted(
                    Envelope.seal(key.get(), context(event), clear.json().asByteBuffer()));
        }
        if (mode == Mode.REQUIRED) {
            throw new StoreFailedException(
                    "payloads must be encrypted, and tenant " + event.stream().tenantId() + " has no key", null);
        }
        return clear;
    }

    /**
     * Returns a stored event with its payload readable, unless it is erased.
     *
     * @throws StoreFailedException if the payload cannot be opened, or is plain where it must not be; names the event
     */
    public SequencedEvent open(SequencedEvent stored) {
        Payload payload = stored.event().payload();
        if (payload instanceof Payload.Encrypted sealed) {
            try {
                return stored.withPayload(Payload.clear(CanonicalJson.ofCanonical(plaintext(stored.event(), sealed))));
            } catch (SealBrokenException e) {
                throw unreadable(stored, "cannot be decrypted: " + e.getMessage());
            }
        }
        if (mode == Mode.REQUIRED && payload instanceof Payload.Clear) {
            throw unreadable(stored, "is stored in the clear, but payloads must be encrypted here");
        }
        return stored;
    }

    private byte[] plaintext(Event event, Payload.Encrypted sealed) throws SealBrokenException {
        byte[] envelope = sealed.envelope();
        String keyId = Envelope.keyId(envelope);
        PayloadKey key = keys.find(event.stream().tenantId(), keyId)
                .orElseThrow(() -> new SealBrokenException("there is no key " + keyId + " for its tenant"));
        return Envelope.open(key, context(event), envelope);
    }

    /** Whether an event's payload is kept as it would be if it came now; an erased one is. */
    boolean isCurrent(Event stored) {
        if (stored.payload() instanceof Payload.Encrypted sealed) {
            try {
                String keyId = Envelope.keyId(sealed.envelope());
                return keys.current(stored.stream().tenantId())
                        .map(key -> key.id().equals(keyId))
                        .orElse(true);
            } catch (SealBrokenException e) {
                return false;
            }
        }
        return stored.payload() instanceof Payload.Erased
                || keys.current(stored.stream().tenantId()).isEmpty();
    }

    /** Returns an event whose payload is readable, from one that is stored in whatever form. */
    SequencedEvent readable(SequencedEvent stored) {
        return stored.event().payload() instanceof Payload.Encrypted ? open(stored) : stored;
    }

    PayloadKeyring keys() {
        return keys;
    }

    private static Hash context(Event event) {
        return new DomainHasher()
                .begin(CONTEXT)
                .uuid(event.stream().tenantId())
                .uuid(event.stream().storeId())
                .uuid(event.eventId())
                .string(event.entity().type())
                .string(event.entity().id())
                .string(event.eventType())
                .finish();
    }

    private static StoreFailedException unreadable(SequencedEvent stored, String problem) {
        Event event = stored.event();
        return new StoreFailedException(
                "the payload of event " + stored.sequenceNumber() + " (" + event.eventId() + ") of stream "
                        + event.stream() + " " + problem,
                null);
    }
}
