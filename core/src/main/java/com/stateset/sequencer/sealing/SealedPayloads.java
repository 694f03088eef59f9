package com.stateset.sequencer.sealing;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.seal.DataKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Seals and opens the payloads of one store. Thread-safe. */
final class SealedPayloads {

    private final EventStore store;
    private final PayloadEncryption encryption;
    private final DataKeys dataKeys;
    private final SealingKeys sealing = new SealingKeys();

    SealedPayloads(EventStore store, PayloadEncryption encryption) {
        this.store = store;
        this.encryption = encryption;
        this.dataKeys = new DataKeys(store, encryption.keys());
    }

    /**
     * Seals what is readable of a batch. Reads the store for a stream of which nothing is known here.
     *
     * @throws StoreFailedException if it must be sealed, and the tenant has no key
     */
    AppendBatch seal(AppendBatch batch) {
        Optional<PayloadKey> tenantKey = sealingKey(batch.stream());
        if (tenantKey.isEmpty()) {
            return batch;
        }
        StreamId stream = batch.stream();
        long erasures = sealing.erasures(stream) < 0 ? store.version(stream, Erasure.LOG) : 0;
        SealingKeys.Taken taken = sealing.take(
                stream,
                entities(batch),
                erasures,
                (entity, key) -> DataKeys.wrap(tenantKey.get(), stream, entity, key));
        List<AdmittedEvent> events = new ArrayList<>(batch.events().size());
        for (AdmittedEvent each : batch.events()) {
            PayloadKey key = taken.keys().get(each.event().entity());
            events.add(key == null ? each : each.storedAs(seal(each.event(), key)));
        }
        return batch.sealed(events, taken.seal());
    }

    /** Returns an event's payload sealed with a data key, or as it is where it is not readable. */
    static Payload seal(Event event, PayloadKey dataKey) {
        return event.payload() instanceof Payload.Clear clear
                ? new Payload.Encrypted(Envelope.sealWithDataKey(
                        dataKey, PayloadEncryption.context(event), clear.json().asByteBuffer()))
                : event.payload();
    }

    /** The key that wraps a tenant's data keys; empty where nothing is to be sealed. */
    Optional<PayloadKey> sealingKey(StreamId stream) {
        if (encryption.mode() == Mode.DISABLED) {
            return Optional.empty();
        }
        Optional<PayloadKey> key = encryption.keys().current(stream.tenantId());
        if (key.isEmpty() && encryption.mode() == Mode.REQUIRED) {
            throw new StoreFailedException(
                    "payloads must be encrypted, and tenant " + stream.tenantId() + " has no key", null);
        }
        return key;
    }

    /** Learns what became of a batch: if an event of it is stored, so are its keys. */
    void stored(AppendBatch batch, AppendResult result) {
        if (batch.seal() != null && result.outcomes().stream().anyMatch(Outcome.Accepted.class::isInstance)) {
            sealing.stored(
                    batch.stream(), entities(batch), new HashSet<>(batch.seal().newKeys()));
        }
    }

    /** Learns which entities of a stream were erased since the last time. */
    void learnErasures(StreamId stream) {
        long before = sealing.erasures(stream);
        if (before < 0) {
            return;
        }
        EntityHistory missed = store.entityHistory(stream, Erasure.LOG, before, ReadOptions.MAX_LIMIT);
        List<EntityRef> erased = open(missed.events()).stream()
                .flatMap(each -> Erasure.of(each.event()).stream())
                .map(Erasure::entity)
                .toList();
        if (erased.isEmpty() || erased.size() < missed.events().size()) {
            sealing.forget(stream);
        } else {
            sealing.erased(stream, before, erased);
        }
    }

    private static Set<EntityRef> entities(AppendBatch batch) {
        Set<EntityRef> entities = new LinkedHashSet<>();
        for (AdmittedEvent each : batch.events()) {
            if (each.event().payload() instanceof Payload.Clear) {
                entities.add(each.event().entity());
            }
        }
        return entities;
    }

    /**
     * Returns stored events of one stream with their payloads readable, unless they are erased.
     *
     * @throws StoreFailedException if a payload cannot be opened, or is plain where it must not be; names the event
     */
    List<SequencedEvent> open(List<SequencedEvent> stored) {
        Map<DataKey.Name, DataKeys.Found> keys = dataKeysOf(stored);
        List<SequencedEvent> opened = new ArrayList<>(stored.size());
        for (SequencedEvent each : stored) {
            opened.add(open(each, keys));
        }
        return opened;
    }

    private Map<DataKey.Name, DataKeys.Found> dataKeysOf(List<SequencedEvent> stored) {
        Set<DataKey.Name> names = new HashSet<>();
        for (SequencedEvent each : stored) {
            DataKey.Name name = dataKeyOf(each);
            if (name != null) {
                names.add(name);
            }
        }
        return names.isEmpty() ? Map.of() : dataKeys.find(stored.get(0).event().stream(), names);
    }

    private static DataKey.@Nullable Name dataKeyOf(SequencedEvent stored) {
        if (stored.event().payload() instanceof Payload.Encrypted sealed && Envelope.isOfDataKey(sealed.envelope())) {
            try {
                return DataKey.Name.of(stored.event().entity(), Envelope.keyId(sealed.envelope()));
            } catch (SealBrokenException e) {
                return null;
            }
        }
        return null;
    }

    private SequencedEvent open(SequencedEvent stored, Map<DataKey.Name, DataKeys.Found> keys) {
        Payload payload = stored.event().payload();
        if (encryption.mode() == Mode.REQUIRED && payload instanceof Payload.Clear) {
            throw unreadable(stored, "is stored in the clear, but payloads must be encrypted here");
        }
        if (!(payload instanceof Payload.Encrypted sealed)) {
            return stored;
        }
        DataKey.Name name = dataKeyOf(stored);
        DataKeys.Found found = name == null ? null : keys.get(name);
        if (name != null && found == null) {
            return openAgain(stored, name);
        }
        try {
            PayloadKey key = name == null ? tenantKey(stored.event(), sealed) : dataKey(found);
            byte[] json = Envelope.open(key, PayloadEncryption.context(stored.event()), sealed.envelope());
            return stored.withPayload(Payload.clear(CanonicalJson.ofCanonical(json)));
        } catch (SealBrokenException e) {
            throw unreadable(stored, "cannot be decrypted: " + e.getMessage());
        }
    }

    private static PayloadKey dataKey(DataKeys.@Nullable Found found) throws SealBrokenException {
        if (found == null || found.key().isEmpty()) {
            throw new SealBrokenException(found == null ? "its data key is not there" : found.problem());
        }
        return found.key().get();
    }

    /** Its key is gone: it was erased, or sealed anew, after it had been read. If the row says neither, it is damaged. */
    private SequencedEvent openAgain(SequencedEvent stored, DataKey.Name name) {
        SequencedEvent now =
                store.find(stored.event().stream(), stored.event().eventId()).orElse(stored);
        Map<DataKey.Name, DataKeys.Found> keys = dataKeysOf(List.of(now));
        if (name.equals(dataKeyOf(now)) && !keys.containsKey(name)) {
            throw unreadable(
                    stored,
                    "cannot be decrypted: its entity has no data key " + name.id()
                            + "; it was altered, or was sealed for another place, or the key was removed");
        }
        return open(now, keys);
    }

    private PayloadKey tenantKey(Event event, Payload.Encrypted sealed) throws SealBrokenException {
        String keyId = Envelope.keyId(sealed.envelope());
        return encryption
                .keys()
                .find(event.stream().tenantId(), keyId)
                .orElseThrow(() -> new SealBrokenException("there is no key " + keyId + " for its tenant"));
    }

    private static StoreFailedException unreadable(SequencedEvent stored, String problem) {
        Event event = stored.event();
        return new StoreFailedException(
                "the payload of event " + stored.sequenceNumber() + " (" + event.eventId() + ") of stream "
                        + event.stream() + " " + problem,
                null);
    }

    /** Returns a stored event with its payload readable, also one that is plain where none should be. */
    SequencedEvent readable(SequencedEvent stored) {
        return stored.event().payload() instanceof Payload.Encrypted
                ? open(List.of(stored)).get(0)
                : stored;
    }

    /**
     * Wraps a stored data key with the tenant's current key, if it is wrapped with an earlier one.
     *
     * @throws StoreFailedException if it cannot be unwrapped
     */
    Optional<DataKey> rewrapped(StreamId stream, DataKey stored) {
        try {
            return dataKeys.rewrapped(stream, stored);
        } catch (SealBrokenException e) {
            throw new StoreFailedException(
                    "data key " + stored.name().id() + " of stream " + stream + " cannot be unwrapped: "
                            + e.getMessage(),
                    e);
        }
    }
}
