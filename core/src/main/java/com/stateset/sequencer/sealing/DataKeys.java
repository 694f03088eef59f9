package com.stateset.sequencer.sealing;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.spi.seal.DataKeyStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The data keys that payloads were sealed with, for opening them. Thread-safe.
 *
 * <p>A data key is stored wrapped: as an envelope of version 1 under a key of the tenant, bound to its stream, its entity and its id.
 * What was unwrapped is remembered, up to {@value #MOST} keys. That an erased entity's key is remembered does no harm: its payloads are
 * gone from the rows, and a row is read before its key is asked for.
 */
final class DataKeys {

    private static final Domain CONTEXT = Domain.of("VES_DATA_KEY_AT_REST_V1");
    private static final int MOST = 50_000;

    private final EventStore store;
    private final PayloadKeyring tenantKeys;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, PayloadKey> opened = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, PayloadKey> eldest) {
            return size() > MOST;
        }
    };

    DataKeys(EventStore store, PayloadKeyring tenantKeys) {
        this.store = store;
        this.tenantKeys = tenantKeys;
    }

    /** Wraps a data key of an entity with the tenant's current key, to be stored. */
    static DataKey wrap(PayloadKey tenantKey, StreamId stream, EntityRef entity, PayloadKey dataKey) {
        return wrap(tenantKey, stream, DataKey.Name.of(entity, dataKey.id()), dataKey);
    }

    private static DataKey wrap(PayloadKey tenantKey, StreamId stream, DataKey.Name name, PayloadKey dataKey) {
        ByteBuffer secret = ByteBuffer.wrap(dataKey.secret().getEncoded());
        return new DataKey(name, new Payload.Encrypted(AesGcmEnvelope.seal(tenantKey, context(stream, name), secret)));
    }

    /**
     * Wraps a stored key with the tenant's current key, if it is wrapped with an earlier one.
     *
     * @throws SealBrokenException if it cannot be unwrapped
     */
    Optional<DataKey> rewrapped(StreamId stream, DataKey stored) throws SealBrokenException {
        Optional<PayloadKey> current = tenantKeys.current(stream.tenantId());
        if (current.isEmpty()
                || current.get().id().equals(AesGcmEnvelope.keyId(stored.wrapped().envelope()))) {
            return Optional.empty();
        }
        return Optional.of(wrap(current.get(), stream, stored.name(), unwrap(stream, stored)));
    }

    /**
     * Finds data keys.
     *
     * @return those that are there, each as a key or as the reason why it cannot be unwrapped
     */
    Map<DataKey.Name, Found> find(StreamId stream, Collection<DataKey.Name> names) {
        Map<DataKey.Name, Found> found = new HashMap<>();
        List<DataKey.Name> missing = new ArrayList<>();
        lock.lock();
        try {
            for (DataKey.Name name : names) {
                PayloadKey known = opened.get(new Place(stream, name));
                if (known == null) {
                    missing.add(name);
                } else {
                    found.put(name, new Found(Optional.of(known), ""));
                }
            }
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < missing.size(); i += DataKeyStore.MAX_NAMES) {
            List<DataKey.Name> some = missing.subList(i, Math.min(missing.size(), i + DataKeyStore.MAX_NAMES));
            store.dataKeys().find(stream, some).forEach(stored -> found.put(stored.name(), opened(stream, stored)));
        }
        return found;
    }

    private Found opened(StreamId stream, DataKey stored) {
        try {
            PayloadKey key = unwrap(stream, stored);
            lock.lock();
            try {
                opened.put(new Place(stream, stored.name()), key);
            } finally {
                lock.unlock();
            }
            return new Found(Optional.of(key), "");
        } catch (SealBrokenException e) {
            return new Found(Optional.empty(), "its data key: " + e.getMessage());
        }
    }

    private PayloadKey unwrap(StreamId stream, DataKey stored) throws SealBrokenException {
        byte[] envelope = stored.wrapped().envelope();
        PayloadKey tenantKey = tenantKeys.require(stream.tenantId(), AesGcmEnvelope.keyId(envelope));
        PayloadKey key = PayloadKey.of(AesGcmEnvelope.open(tenantKey, context(stream, stored.name()), envelope));
        if (!key.id().equals(stored.name().id())) {
            throw new SealBrokenException("it is not the key of its id");
        }
        return key;
    }

    private static Hash context(StreamId stream, DataKey.Name name) {
        return new DomainHasher()
                .begin(CONTEXT)
                .uuid(stream.tenantId())
                .uuid(stream.storeId())
                .hash(name.entity())
                .string(name.id())
                .finish();
    }

    /**
     * What became of a stored key.
     *
     * @param key empty if it cannot be unwrapped
     * @param problem why not
     */
    record Found(Optional<PayloadKey> key, String problem) {

        PayloadKey require() throws SealBrokenException {
            return key.orElseThrow(() -> new SealBrokenException(problem));
        }
    }

    private record Place(StreamId stream, DataKey.Name name) {}
}
