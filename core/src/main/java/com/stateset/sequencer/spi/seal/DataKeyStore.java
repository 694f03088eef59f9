package com.stateset.sequencer.spi.seal;

import com.stateset.sequencer.event.StreamId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that payloads of entities are sealed with. They come with an append or a replacement of payloads, in the same transaction,
 * and go for good with the record of an erasure. Thread-safe. Throws what {@link com.stateset.sequencer.spi.EventStore} throws.
 */
public interface DataKeyStore {

    /** The most names to {@link #find} at a time. */
    int MAX_NAMES = 1000;

    /** Returns the keys of these names that are there, in any order. */
    List<DataKey> find(StreamId stream, Collection<DataKey.Name> names);

    /**
     * Reads the keys of a stream, in an order of the store's own that does not change.
     *
     * @param after only those behind this one; null for all
     * @param limit the most to return
     */
    List<DataKey> page(StreamId stream, DataKey.@Nullable Name after, int limit);

    /**
     * Stores other wrappings of keys, durably and in one step. One that is not wrapped as expected, or that is not there, is passed
     * over: what was erased does not come back.
     *
     * @return how many were replaced
     */
    int replace(StreamId stream, List<Rewrapped> keys);

    /**
     * A key that is wrapped anew.
     *
     * @param expected what must be stored of it now; otherwise nothing is replaced
     * @param next the same key, wrapped otherwise
     */
    record Rewrapped(DataKey expected, DataKey next) {}
}
