package com.stateset.sequencer.sealing;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.PayloadReplacement;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.spi.seal.DataKeyStore.Rewrapped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a store to the current keys: encrypts payloads that are plain, gives those that an earlier version has sealed with a key of the
 * tenant data keys of their entities, and wraps data keys anew that are wrapped with an earlier key. Appends and reads go on meanwhile. May be stopped at any moment and run again, also by several processes at once: each payload is
 * replaced only if it still is what was read, and what is done already is passed over. Data keys that are given to stored payloads are
 * new ones, stored with these: one that was there before might be destroyed by an erasure meanwhile.
 *
 * <p>Works on the raw rows: {@code store} must not be wrapped by {@link PayloadEncryption#over}. Thread-safe.
 */
public final class Reencryption {

    private static final int PAGE = 500;

    private final EventStore store;
    private final PayloadEncryption encryption;
    private final SealedPayloads payloads;

    /**
     * Prepares to work on a store.
     *
     * @throws IllegalArgumentException if the encryption is disabled
     */
    public Reencryption(EventStore store, PayloadEncryption encryption) {
        if (encryption.mode() == Mode.DISABLED) {
            throw new IllegalArgumentException("payload encryption is disabled");
        }
        this.store = store;
        this.encryption = encryption;
        this.payloads = new SealedPayloads(store, encryption);
    }

    /** Is told how far a stream has come. */
    @FunctionalInterface
    public interface Progress {

        /**
         * Some events have been looked at.
         *
         * @param so what became of the stream's events so far
         * @param head the stream's last sequence number just now
         */
        void looked(Result so, long head);
    }

    /**
     * What became of a stream's events.
     *
     * @param looked how many were looked at
     * @param encrypted how many were plain
     * @param rekeyed how many were sealed with a key of the tenant, and not of their entity
     * @param dataKeys how many data keys were wrapped with an earlier key
     */
    public record Result(long looked, long encrypted, long rekeyed, long dataKeys) {

        /** How many were, or would have been, changed. */
        public long changed() {
            return encrypted + rekeyed + dataKeys;
        }

        /** Adds what became of other events. */
        public Result plus(Result other) {
            return new Result(
                    looked + other.looked,
                    encrypted + other.encrypted,
                    rekeyed + other.rekeyed,
                    dataKeys + other.dataKeys);
        }
    }

    /**
     * Works through one stream, up to the head of that moment.
     *
     * @param dryRun only counts, but opens what it would replace
     * @throws com.stateset.sequencer.error.StoreFailedException if a payload or a data key cannot be opened; what came before it is
     *     done
     */
    public Result run(StreamId stream, boolean dryRun, Progress progress) {
        Result total = dataKeys(stream, dryRun);
        Optional<ReadOptions> next = Optional.of(ReadOptions.forwardsFrom(1).limit(PAGE));
        while (next.isPresent()) {
            EventPage page = store.read(stream, next.get());
            total = total.plus(page(stream, page.events(), dryRun));
            progress.looked(total, page.head());
            next = page.next();
        }
        return total;
    }

    private Result page(StreamId stream, List<SequencedEvent> stored, boolean dryRun) {
        Optional<PayloadKey> tenantKey = encryption.sealingKey(stream.tenantId());
        List<SequencedEvent> due = tenantKey.isEmpty()
                ? List.of()
                : stored.stream().filter(Reencryption::isDue).toList();
        List<PayloadReplacement> replacements = new ArrayList<>();
        Map<EntityRef, PayloadKey> keys = new HashMap<>();
        long encrypted = 0;
        for (SequencedEvent each : due) {
            Event clear = payloads.readable(each).event();
            PayloadKey key = keys.computeIfAbsent(clear.entity(), entity -> PayloadKey.random());
            replacements.add(new PayloadReplacement(
                    each.sequenceNumber(), each.event().payload(), SealedPayloads.seal(clear, key)));
            encrypted += each.event().payload() instanceof Payload.Content ? 1 : 0;
        }
        if (!dryRun && !replacements.isEmpty()) {
            List<DataKey> newKeys = new ArrayList<>();
            keys.forEach((entity, key) -> newKeys.add(DataKeys.wrap(tenantKey.orElseThrow(), stream, entity, key)));
            store.replacePayloads(stream, replacements, newKeys);
        }
        return new Result(stored.size(), encrypted, replacements.size() - encrypted, 0);
    }

    private static boolean isDue(SequencedEvent stored) {
        return stored.event().payload() instanceof Payload.Content
                || (stored.event().payload() instanceof Payload.Encrypted sealed
                        && !AesGcmEnvelope.isOfDataKey(sealed.envelope()));
    }

    private Result dataKeys(StreamId stream, boolean dryRun) {
        long count = 0;
        List<DataKey> page = store.dataKeys().page(stream, null, PAGE);
        while (!page.isEmpty()) {
            List<Rewrapped> rewrapped = new ArrayList<>();
            for (DataKey each : page) {
                payloads.rewrapped(stream, each).ifPresent(next -> rewrapped.add(new Rewrapped(each, next)));
            }
            if (!dryRun && !rewrapped.isEmpty()) {
                store.dataKeys().replace(stream, rewrapped);
            }
            count += rewrapped.size();
            page = store.dataKeys().page(stream, page.get(page.size() - 1).name(), PAGE);
        }
        return new Result(0, 0, 0, count);
    }
}
