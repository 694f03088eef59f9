package com.stateset.sequencer.history;

import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.HistoryStore.KeptCheckpoint;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TileLayout;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.List;
import java.util.Optional;

/**
 * The one log of a sequencer that has the heads of all its streams as entries, and that witnesses follow (PROTOCOL section 6).
 * Heads are entered, and the log is signed, by a worker of the sequencer: see {@code SequencerBuilder.headsLogInterval}. Without
 * a key it stays empty. Thread-safe.
 *
 * <p>Methods that read throw {@link com.stateset.sequencer.error.StoreUnavailableException} if the store cannot be reached, and
 * {@link HeadsLogStoppedException} if what is kept was not signed by this sequencer.
 */
public final class HeadsLog {

    private final HistorySigner streams;
    private final HeadsLogSigner signer;

    /** Opens the log of a sequencer's heads; for the sequencer, which has one. */
    public HeadsLog(HistorySigner streams) {
        this.streams = streams;
        this.signer = new HeadsLogSigner(streams);
    }

    HeadsLogSigner signer() {
        return signer;
    }

    /** Returns the name of the log, the first line of its checkpoints and the name of their key. */
    public String origin() {
        return streams.keys().headsOrigin();
    }

    /** Returns the last checkpoint that was signed, by whichever process; empty while none was. */
    public Optional<SignedCheckpoint> checkpoint() {
        return signer.lastSigned();
    }

    /**
     * Returns the last checkpoint that a quorum of witnesses has cosigned, with their lines, as it was kept; empty while there
     * is none under the name that the log has now. The log's own signature is verified, those of the witnesses are for the caller: {@link
     * SignedCheckpoint#cosignatures}.
     */
    public Optional<SignedCheckpoint> witnessed() {
        try {
            return log().witnessed()
                    .map(note -> streams.keys().readRenamed(note, origin()))
                    .filter(cosigned -> cosigned.origin().equals(origin()));
        } catch (LogVerificationException e) {
            throw new HeadsLogStoppedException(
                    "the checkpoint kept with its witnesses was not signed by this sequencer: " + e.getMessage());
        }
    }

    /** Returns the largest head of a stream that is entered in the log under a checkpoint. */
    public Optional<TreeHead> headUnder(SignedCheckpoint checkpoint, StreamId stream) {
        return log().last(stream, checkpoint.head().size()).map(HeadsLogEntry::head);
    }

    /**
     * Reads a tile or entry bundle, as it is served.
     *
     * @return empty if no signed checkpoint covers it
     */
    public Optional<byte[]> tile(TilePath path) {
        return checkpoint()
                .filter(signed -> TileLayout.covers(signed.head().size(), path))
                .map(signed -> LogTiles.read(path, log().tiles(), this::entries));
    }

    /**
     * Returns if the log is not stopped.
     *
     * @throws HeadsLogStoppedException if it is
     */
    public void requireRunning() {
        signer.stops().requireRunning();
    }

    /**
     * Takes the stored history of a stream as its history from now on, whatever was signed before; see {@code
     * Sequencer.acceptHistory}. First the break is entered and signed, for all to see; then the checkpoint of the accepted head
     * replaces the one kept; only then does the stream go on. What fails in between can be done again.
     *
     * @return the accepted head
     */
    public TreeHead accept(StreamId stream) {
        // What is not kept yet must not be kept after the checkpoint that replaces it.
        return streams.replacing(stream, () -> acceptStored(stream));
    }

    private TreeHead acceptStored(StreamId stream) {
        TreeHead head = soundHead(stream);
        if (!streams.keys().canSign()) {
            streams.accepted(stream, head, null, HistoryLine.NEVER);
            return head;
        }
        if (head.size() == 0) {
            requireNeverUsed(stream);
            streams.accepted(stream, head, null, HistoryLine.NEVER);
            return head;
        }
        long index =
                signer.appendBreak(stream, new HeadsLogEntry(HeadsLogEntry.Kind.BREAK, VesHashes.stream(stream), head));
        SignedCheckpoint checkpoint = streams.keys().sign(streams.keys().origin(stream), head);
        streams.store().history().replaceCheckpoint(new KeptCheckpoint(stream, head.size(), checkpoint.note()));
        streams.accepted(stream, head, checkpoint, index);
        return head;
    }

    /** A break is entered with a head, and an empty stream has none: to accept it would be to forget in silence. */
    private void requireNeverUsed(StreamId stream) {
        TreeHead known = streams.known(stream);
        if ((known != null && known.size() > 0)
                || streams.store().history().checkpoint(stream).isPresent()
                || log().last(stream).isPresent()) {
            throw new StreamStoppedException(
                    stream, "it has had events and is empty now, which no entry of the heads log can say");
        }
    }

    /** The stored head, if the stored tree leads to it: an administrator accepts another history, not a damaged one. */
    private TreeHead soundHead(StreamId stream) {
        CompactRange edge = streams.store().history().rightEdge(stream);
        try {
            CompactRange stored = new LogProver(streams.store().history().tiles(stream), edge.size()).rightEdge();
            if (stored.equals(edge)) {
                return edge.head();
            }
        } catch (LogVerificationException e) {
            throw new StreamStoppedException(stream, "its stored tree is damaged: " + e.getMessage());
        }
        throw new StreamStoppedException(stream, "its stored tree does not lead to its root");
    }

    private List<byte[]> entries(long from, int limit) {
        return log().entries(from, limit).stream()
                .map(HeadsLogEntry::toByteArray)
                .toList();
    }

    private HeadsLogStore log() {
        return streams.store().history().headsLog();
    }
}
