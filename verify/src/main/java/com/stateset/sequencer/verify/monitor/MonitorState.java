package com.stateset.sequencer.verify.monitor;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TreeHead;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a monitor remembers from one round to the next: what it has seen, and must only ever see grow. Kept as JSON. Immutable.
 *
 * <p>Of the log of heads the right edge is kept, from which every later root follows; of each stream two heads, the one entered
 * there and the one its own checkpoint showed, for they come by different ways and must agree. The notes are kept as they were
 * signed: they are the evidence if what comes later does not fit. A few hundred bytes per stream; nothing in it is secret, and
 * nothing can be forged with it, but one who alters it decides what the monitor believes.
 *
 * @param logName the name of the sequencer's logs
 * @param keys the keys that are trusted, those of the first contact
 * @param heads how far the log of heads was followed
 * @param streams the streams, by their ids in hex
 */
record MonitorState(
        String logName, List<Ed25519PublicKey> keys, HeadsLogState heads, Map<String, StreamState> streams) {

    MonitorState {
        keys = List.copyOf(keys);
        streams = Map.copyOf(streams);
    }

    MonitorState withHeads(HeadsLogState value) {
        return new MonitorState(logName, keys, value, streams);
    }

    MonitorState withStreams(Map<String, StreamState> value) {
        return new MonitorState(logName, keys, heads, value);
    }

    /**
     * How far the log of heads was followed.
     *
     * @param size the number of its entries, each of which was read
     * @param edge the right edge, from which its root follows
     * @param checkpoint the signed note of that size; null at the beginning
     * @param quorumAt the time of the oldest cosignature of the last quorum of witnesses; null for none
     */
    record HeadsLogState(
            long size,
            List<Hash> edge,
            @Nullable String checkpoint,
            @Nullable Instant quorumAt) {

        static final HeadsLogState EMPTY = new HeadsLogState(0, List.of(), null, null);

        HeadsLogState {
            edge = List.copyOf(edge);
        }

        static HeadsLogState of(CompactRange range, @Nullable String checkpoint, @Nullable Instant quorumAt) {
            return new HeadsLogState(range.size(), range.hashes(), checkpoint, quorumAt);
        }

        CompactRange range() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            edge.forEach(hash -> bytes.writeBytes(hash.toByteArray()));
            return CompactRange.of(size, bytes.toByteArray());
        }
    }

    /**
     * A stream.
     *
     * @param tenantId its tenant; null for one that is known from the heads log alone
     * @param storeId its store; null likewise
     * @param entered its last entry in the heads log; null for none
     * @param shown the largest head that a checkpoint of its own was seen for; null for none
     * @param checkpoint that checkpoint; null for none
     * @param lateSince since when it has had events without an entry; null if it has none
     */
    record StreamState(
            @Nullable UUID tenantId,
            @Nullable UUID storeId,
            @Nullable Head entered,
            @Nullable Head shown,
            @Nullable String checkpoint,
            @Nullable Instant lateSince) {

        static final StreamState UNKNOWN = new StreamState(null, null, null, null, null, null);

        StreamState named(StreamId stream) {
            return new StreamState(stream.tenantId(), stream.storeId(), entered, shown, checkpoint, lateSince);
        }

        StreamState entered(TreeHead head) {
            return new StreamState(tenantId, storeId, Head.of(head), shown, checkpoint, lateSince);
        }

        /** The stream goes on from another history: what was shown before binds no more. */
        StreamState broken(TreeHead head) {
            return new StreamState(tenantId, storeId, Head.of(head), Head.of(head), null, lateSince);
        }

        StreamState shown(TreeHead head, String note) {
            return new StreamState(tenantId, storeId, entered, Head.of(head), note, lateSince);
        }

        StreamState late(@Nullable Instant since) {
            return new StreamState(tenantId, storeId, entered, shown, checkpoint, since);
        }

        @Nullable
        StreamId stream() {
            return tenantId == null || storeId == null ? null : new StreamId(tenantId, storeId);
        }
    }

    /** A head, in JSON. */
    record Head(long size, Hash root) {

        static Head of(TreeHead head) {
            return new Head(head.size(), head.root());
        }

        TreeHead toTreeHead() {
            return new TreeHead(size, root);
        }
    }
}
