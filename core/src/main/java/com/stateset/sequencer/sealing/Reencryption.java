package com.stateset.sequencer.sealing;

import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.PayloadReplacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings the payloads of stored events to the current key: encrypts those that are plain, and opens and seals anew those of an earlier
 * key. Appends and reads go on meanwhile. May be stopped at any moment and run again, also by several processes at once: each payload is
 * replaced only if it still is what was read, and what is done already is passed over.
 *
 * <p>Works on the raw rows: {@code store} must not be wrapped by {@link PayloadEncryption#over}. Thread-safe.
 */
public final class Reencryption {

    private static final int PAGE = 500;

    private final EventStore store;
    private final PayloadEncryption encryption;

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
     * @param rekeyed how many were sealed with an earlier key
     */
    public record Result(long looked, long encrypted, long rekeyed) {

        /** How many were, or would have been, changed. */
        public long changed() {
            return encrypted + rekeyed;
        }

        /** Adds what became of other events. */
        public Result plus(Result other) {
            return new Result(looked + other.looked, encrypted + other.encrypted, rekeyed + other.rekeyed);
        }
    }

    /**
     * Works through one stream, up to the head of that moment.
     *
     * @param dryRun only counts, but opens what it would replace
     * @throws com.stateset.sequencer.error.StoreFailedException if a payload cannot be opened; what came before it is done
     */
    public Result run(StreamId stream, boolean dryRun, Progress progress) {
        Result total = new Result(0, 0, 0);
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
        List<PayloadReplacement> replacements = new ArrayList<>();
        long encrypted = 0;
        for (SequencedEvent each : stored) {
            if (!encryption.isCurrent(each.event())) {
                Payload next = encryption.seal(encryption.readable(each).event());
                replacements.add(new PayloadReplacement(
                        each.sequenceNumber(), each.event().payload(), next));
                encrypted += each.event().payload() instanceof Payload.Clear ? 1 : 0;
            }
        }
        if (!dryRun && !replacements.isEmpty()) {
            store.replacePayloads(stream, replacements);
        }
        return new Result(stored.size(), encrypted, replacements.size() - encrypted);
    }
}
