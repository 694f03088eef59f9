package com.stateset.sequencer.spi;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TileSource;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a store knows of a stream at the moment of an append, as far as the group asks for it. */
public interface StreamState {

    /** That it would take too long to find out which event {@linkplain #firstMatch matches}. */
    long TOO_WIDE = -1;

    /** The last sequence number. */
    long head();

    /** The right edge of the tree over the leaves up to the head; its size is the head. */
    CompactRange rightEdge();

    /**
     * Where the tiles of that tree are read, as they are at the moment of the append. Asked for only where another process has
     * appended since the sequencer last saw the stream, see {@link AppendBatch#known}.
     */
    TileSource tiles();

    /** The event of that id in the log, or null. */
    @Nullable
    StoredEvent stored(UUID eventId);

    /** Whether an event of that command is in the log. */
    boolean commandUsed(UUID commandId);

    /**
     * The number of the first event behind {@code after} that matches a query; 0 if there is none. Asked for nothing but the {@linkplain
     * AppendBatch#condition conditions} of the group's batches, and where a query has items without tags, for no more than {@link
     * com.stateset.sequencer.dcb.AppendCondition#MOST_LOOKED_AT} events.
     *
     * <p>Of an item with tags, as many of the events that have its {@linkplain TagQuery.Item#leadingTag first tag} are looked at: if none
     * of these matches, and there are more, the answer is {@link #TOO_WIDE}.
     */
    long firstMatch(TagQuery query, long after);

    /** The {@linkplain #firstMatch answer} for two items, of the answers for each: a match that was found, else {@link #TOO_WIDE}, else 0. */
    static long firstOf(long one, long other) {
        return one > 0 == other > 0 ? Math.min(one, other) : Math.max(one, other);
    }

    /** How many events of that entity are in the log. */
    long version(EntityRef entity);

    /** All keys of an agent of the stream's tenant, the revoked and the expired included. */
    List<AgentKey> agentKeys(UUID agentId);

    /** When the group's events of this stream will have been sequenced: what a key's validity is judged by. */
    Instant sequencedAt();

    /** Where an event stands, what it is known by, and which key signs its receipt. */
    record StoredEvent(long sequenceNumber, Instant sequencedAt, Hash leafHash, int sequencerKeyVersion) {}
}
