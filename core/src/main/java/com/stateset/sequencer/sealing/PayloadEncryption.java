package com.stateset.sequencer.sealing;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * How payloads are kept: whether they are sealed, and with which keys. Immutable and thread-safe.
 *
 * <p>A sealed payload is bound to its event: to tenant, store, event id, entity and event type. Moved to another event, altered in a
 * single bit, or sealed with a key that is not there, it is a {@link StoreFailedException} that names the event.
 */
public final class PayloadEncryption {

    private static final PayloadEncryption DISABLED = new PayloadEncryption(Mode.DISABLED, PayloadKeyring.empty());

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
    public SealedEventStore over(EventStore store) {
        return new SealedEventStore(store, this);
    }

    PayloadKeyring keys() {
        return keys;
    }

    /**
     * Returns the key that what is new of a tenant is sealed with; empty where nothing is to be sealed.
     *
     * @throws StoreFailedException if it must be sealed, and the tenant has no key
     */
    Optional<PayloadKey> sealingKey(UUID tenantId) {
        Optional<PayloadKey> key = mode == Mode.DISABLED ? Optional.empty() : keys.current(tenantId);
        if (key.isEmpty() && mode == Mode.REQUIRED) {
            throw new StoreFailedException("payloads must be encrypted, and tenant " + tenantId + " has no key", null);
        }
        return key;
    }

    /**
     * What the payload of an event is bound to.
     *
     * @param domain where it is kept: what was taken from one kind of place is never read as another's
     */
    static Hash context(Domain domain, Event event) {
        return new DomainHasher()
                .begin(domain)
                .uuid(event.stream().tenantId())
                .uuid(event.stream().storeId())
                .uuid(event.eventId())
                .string(event.entity().type())
                .string(event.entity().id())
                .string(event.eventType())
                .finish();
    }
}
