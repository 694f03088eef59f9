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
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.Hash;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals and opens the payloads of one store. Thread-safe. */
final class SealedPayloads {

    private static final Logger LOG = LoggerFactory.getLogger(SealedPayloads.class);
    private static final Domain CONTEXT = Domain.of("VES_PAYLOAD_AT_REST_V1");

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
        StreamId stream = batch.stream();
        Optional<PayloadKey> tenantKey = encryption.sealingKey(stream.tenantId());
        if (tenantKey.isEmpty()) {
            return batch;
        }
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
        return event.payload() instanceof Payload.Content content
                ? new Payload.Encrypted(AesGcmEnvelope.sealWithDataKey(
                        dataKey, context(event), content.json().asByteBuffer()))
                : event.payload();
    }

    /** What a stored payload of an event is bound to. */
    static Hash context(Event event) {
        return PayloadEncryption.context(CONTEXT, event);
    }

    /** Learns what became of a batch: if an event of it is stored, so are its keys. */
    void stored(AppendBatch batch, AppendResult result) {
        if (batch.seal() != null && result.outcomes().stream().anyMatch(Outcome.Accepted.class::isInstance)) {
            sealing.stored(
                    batch.stream(), entities(batch), new HashSet<>(batch.seal().newKeys()));
        }
    }

    /**
     * Learns which entities of a stream were erased since the last time. If a record of these cannot be read, all keys of the stream are
     * forgotten, whoever they are of: with new ones the stream takes events as before.
     */
    void learnErasures(StreamId stream) {
        long before = sealing.erasures(stream);
        if (before < 0) {
            return;
        }
        List<EntityRef> erased = List.of();
        try {
            EntityHistory missed = store.entityHistory(stream, Erasure.LOG, before, ReadOptions.MAX_LIMIT);
            List<EntityRef> named = open(missed.events()).stream()
                    .flatMap(each -> Erasure.of(each.event()).stream())
                    .map(Erasure::entity)
                    .toList();
            erased = named.size() < missed.events().size() ? List.of() : named;
        } catch (StoreFailedException e) {
            LOG.warn("Records of erasures of stream {} cannot be read; its remembered keys are forgotten", stream, e);
        }
        if (erased.isEmpty()) {
            sealing.forget(stream);
        } else {
            sealing.erased(stream, before, erased);
        }
    }

    private static Set<EntityRef> entities(AppendBatch batch) {
        Set<EntityRef> entities = new LinkedHashSet<>();
        for (AdmittedEvent each : batch.events()) {
            if (each.event().payload() instanceof Payload.Content) {
                entities.add(each.event().entity());
            }
        }
        return entities;
    }

    /** Whether {@link #open} would return just these. */
    private boolean areOpen(List<SequencedEvent> stored) {
        boolean isPlainFine = encryption.mode() != Mode.REQUIRED;
        for (SequencedEvent each : stored) {
            Payload payload = each.event().payload();
            if (payload instanceof Payload.Encrypted || (!isPlainFine && payload instanceof Payload.Content)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns stored events of one stream with their payloads readable, unless they are erased. Where nothing is sealed, and nothing has
     * to be, that is the list itself.
     *
     * @throws StoreFailedException if a payload cannot be opened, or is plain where it must not be; names the event
     */
    List<SequencedEvent> open(List<SequencedEvent> stored) {
        if (areOpen(stored)) {
            return stored;
        }
        List<SealedEvent> sealed = stored.stream().map(SealedEvent::of).toList();
        Map<DataKey.Name, DataKeys.Found> keys = dataKeysOf(sealed);
        List<SequencedEvent> opened = new ArrayList<>(stored.size());
        for (SealedEvent each : sealed) {
            opened.add(open(each, keys));
        }
        return opened;
    }

    private Map<DataKey.Name, DataKeys.Found> dataKeysOf(List<SealedEvent> sealed) {
        Set<DataKey.Name> names = new HashSet<>();
        for (SealedEvent each : sealed) {
            if (each.dataKey() != null) {
                names.add(each.dataKey());
            }
        }
        return names.isEmpty() ? Map.of() : dataKeys.find(sealed.get(0).event().stream(), names);
    }

    private SequencedEvent open(SealedEvent sealed, Map<DataKey.Name, DataKeys.Found> keys) {
        SequencedEvent stored = sealed.stored();
        if (encryption.mode() == Mode.REQUIRED && stored.event().payload() instanceof Payload.Content) {
            throw unreadable(stored, "is stored in the clear, but payloads must be encrypted here");
        }
        byte[] envelope = sealed.envelope();
        if (envelope == null) {
            return stored;
        }
        DataKey.Name name = sealed.dataKey();
        DataKeys.Found found = name == null ? null : keys.get(name);
        if (name != null && found == null) {
            return openAgain(stored, name);
        }
        try {
            PayloadKey key = found == null ? tenantKey(stored.event(), envelope) : found.require();
            byte[] json = AesGcmEnvelope.open(key, context(stored.event()), envelope);
            return stored.withPayload(Payload.content(stored.event().payloadHashes(), CanonicalJson.ofCanonical(json)));
        } catch (SealBrokenException e) {
            throw unreadable(stored, "cannot be decrypted: " + e.getMessage());
        }
    }

    private PayloadKey tenantKey(Event event, byte[] envelope) throws SealBrokenException {
        return encryption.keys().require(event.stream().tenantId(), AesGcmEnvelope.keyId(envelope));
    }

    /** Its key is gone: it was erased, or sealed anew, after it had been read. If the row says neither, it is damaged. */
    private SequencedEvent openAgain(SequencedEvent stored, DataKey.Name name) {
        SealedEvent now = SealedEvent.of(
                store.find(stored.event().stream(), stored.event().eventId()).orElse(stored));
        Map<DataKey.Name, DataKeys.Found> keys = dataKeysOf(List.of(now));
        if (name.equals(now.dataKey()) && !keys.containsKey(name)) {
            throw unreadable(
                    stored,
                    "cannot be decrypted: its entity has no data key " + name.id()
                            + "; it was altered, or was sealed for another place, or the key was removed");
        }
        return open(now, keys);
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
