package com.stateset.sequencer.sync.http;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireEventPage;
import com.stateset.sequencer.protocol.history.HistoryConsistency;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.sync.ShownHead;
import com.stateset.sequencer.sync.ShownHistory;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.util.List;
import java.util.Optional;

/**
 * A stream's history tree over HTTP (PROTOCOL section 6). Thread-safe.
 *
 * @param client calls the server
 * @param stream the stream
 */
record HttpHistory(SequencerClient client, StreamId stream) implements ShownHistory {

    private static final int NOT_FOUND = 404;

    @Override
    public Optional<ShownHead> head() {
        return client.historyHead(stream).map(head -> new ShownHead(head.toTreeHead(), head.checkpoint()));
    }

    @Override
    public ConsistencyProof consistency(long from, long to) {
        return client.consistency(stream, from, to)
                .map(HistoryConsistency::toProof)
                .orElseThrow(() -> new TransportException.Refused(
                        NOT_FOUND,
                        "the server does not show that its history of " + to + " events extends that of " + from));
    }

    @Override
    public byte[] read(TilePath tile) {
        return client.log(stream).read(tile);
    }

    @Override
    public List<SequencedEvent> events(long from, int limit) {
        WireEventPage page = client.events(stream, from, limit, false);
        return client.understand(
                () -> page.events().stream().map(WireEvent::toSequencedEvent).toList());
    }

    @Override
    public Optional<byte[]> headsCheckpoint() {
        return client.headsLog().checkpoint();
    }

    @Override
    public TileSource headsLog() {
        return client.headsLog();
    }
}
