package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.spi.seal.DataKeyStore;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps streams of events durably. Thread-safe; several stores, also in several processes, may share one database.
 *
 * <p>Every method throws {@link com.stateset.sequencer.error.StoreUnavailableException} when the store cannot be reached or
 * is closed, and {@link com.stateset.sequencer.error.StoreFailedException} when what it holds is damaged.
 */
public interface EventStore extends AutoCloseable {

    /**
     * Appends a group of batches in one atomic step: drops replays, checks commands and versions, numbers what is new and
     * stores it. Either all of the group is durable when this returns, or none of it is stored.
     *
     * <p>The events that are accepted of one batch get consecutive numbers in the order of the batch; batches of one stream
     * are taken in the order of the group. Callers are told that the outcome is unknown if this throws anything that is
     * not named here.
     *
     * <p>An event that {@linkplain com.stateset.sequencer.event.Erasure records an erasure} does what it says, in the same step: the
     * payloads of the entity's events before it are replaced by nothing, its {@linkplain #dataKeys keys} are destroyed, and the stream's
     * {@linkplain #snapshots} are thrown away.
     *
     * @return one result per batch, in the order of the group
     * @throws com.stateset.sequencer.error.StreamBusyException if another writer holds one of the streams for too long;
     *     nothing was stored
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the store could not be reached, also after some
     *     attempts; the group may or may not have been stored, and appending it again is safe
     * @throws com.stateset.sequencer.error.StoreFailedException if the store refuses the group for good; nothing was stored
     * @throws com.stateset.sequencer.error.StreamStoppedException if the history of one of the streams is not the one that a
     *     batch {@linkplain AppendBatch#known knows}, or does not hold together; nothing was stored
     * @throws com.stateset.sequencer.error.StaleSealException if a batch is {@linkplain AppendBatch#seal sealed} with keys that an
     *     erasure may have destroyed since; nothing was stored
     */
    List<AppendResult> append(List<AppendBatch> group);

    /** Returns the last sequence number of a stream; 0 for a stream that is empty or unknown. */
    long head(StreamId stream);

    /** Reads a page. A page may hold fewer events than the limit before the end, if they are large. */
    EventPage read(StreamId stream, ReadOptions options);

    /** Finds an event by its id. */
    Optional<SequencedEvent> find(StreamId stream, UUID eventId);

    /**
     * Reads a page of an entity's events.
     *
     * @param offset how many of its events to skip, 0 or more
     * @param limit the most events to return, 1 to {@link ReadOptions#MAX_LIMIT}
     */
    EntityHistory entityHistory(StreamId stream, EntityRef entity, long offset, int limit);

    /** Returns how many events an entity has, without reading any. */
    default long version(StreamId stream, EntityRef entity) {
        return entityHistory(stream, entity, Long.MAX_VALUE, 1).version();
    }

    /**
     * Returns streams that have events, in the order of {@link StreamId}.
     *
     * @param after only those behind this one; null for all
     * @param limit the most to return
     */
    List<StreamId> streams(@Nullable StreamId after, int limit);

    /**
     * Returns how far the streams have come that {@link #streams} names, in the same order.
     *
     * @param after only those behind this one; null for all
     * @param limit the most to return
     */
    default List<StreamHead> heads(@Nullable StreamId after, int limit) {
        return streams(after, limit).stream()
                .map(stream -> new StreamHead(stream, head(stream)))
                .toList();
    }

    /** Returns all streams that have events, in the order of {@link StreamId}; reads page by page, as they are asked for. */
    default Stream<StreamId> allStreams() {
        return Stream.iterate(
                        streams(null, ReadOptions.MAX_LIMIT),
                        page -> !page.isEmpty(),
                        page -> streams(page.get(page.size() - 1), ReadOptions.MAX_LIMIT))
                .flatMap(List::stream);
    }

    /** Returns how far all of these have come, likewise. */
    default Stream<StreamHead> allHeads() {
        return Stream.iterate(
                        heads(null, ReadOptions.MAX_LIMIT),
                        page -> !page.isEmpty(),
                        page -> heads(page.get(page.size() - 1).stream(), ReadOptions.MAX_LIMIT))
                .flatMap(List::stream);
    }

    /**
     * Calls {@code listener} for what other processes append, soon after it is readable. That saves readers from looking all the
     * time, but they must not rely on it. Returns at once; defaults to a watch that never calls.
     */
    default HeadWatch watchHeads(HeadListener listener) {
        return HeadWatch.NONE;
    }

    /**
     * Looks for a contradiction between some events of a stream and what the store keeps beside them for its own use, such as keys of
     * indexes that are hashes of columns, or ends of chains; and for events outside 1 to the head, wherever they stand. For audits.
     * Defaults to finding none, for a store that keeps no such thing and cannot hold such events.
     *
     * @param from the first sequence number
     * @param to the last
     * @return the first contradiction, a sentence that begins with what is contradicted: {@code event 17: its entity_key is …}
     */
    default Optional<String> contradiction(StreamId stream, long from, long to) {
        return Optional.empty();
    }

    /**
     * Stores other forms of the payloads of events, durably and in one step. Nothing else of an event changes. One whose payload is not
     * the one expected, or that is not there, is passed over.
     *
     * <p>Defaults to refusing, for a store whose payloads are never sealed after the fact.
     *
     * @param newKeys keys that the new forms are sealed with and that may not be there yet: stored in the same step, whatever becomes
     *     of the payloads, if the stream is there; those that are there stay as they are
     * @return how many were replaced
     */
    default int replacePayloads(StreamId stream, List<PayloadReplacement> replacements, List<DataKey> newKeys) {
        throw new UnsupportedOperationException("this store does not replace payloads");
    }

    /** The keys that payloads are sealed with. Defaults to refusing, for a store that holds no sealed payloads. */
    default DataKeyStore dataKeys() {
        throw new UnsupportedOperationException("this store keeps no data keys");
    }

    /** Returns another face of this store, such as what it keeps beside events, also through wrappers; empty if it has none. */
    default <T> Optional<T> as(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** The keys that agents sign with. */
    AgentKeyStore agentKeys();

    /** The keys that a server lets callers in by. */
    ApiKeyStore apiKeys();

    /** What the store's streams are committed to. */
    CommitmentStore commitments();

    /** The trees over its streams, and what was signed of them. */
    HistoryStore history();

    /** Who sequences. */
    IdentityStore identity();

    /** Who of several processes does what. */
    LeaseStore leases();

    /** What folds of long histories begin at. */
    SnapshotStore snapshots();

    /** Returns if the store can be reached, takes events, and has the schema that it was opened on; throws otherwise. */
    void ping();

    /** How many threads may usefully append at once; no two for one stream. */
    int appendConcurrency();

    /** Releases what the store holds. Calls under way may fail; later calls do. */
    @Override
    void close();
}
