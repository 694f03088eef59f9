package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sync.ShownHistory;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.EntryBundle;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.TileLayout;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether an administrator has accepted another history of a stream, which the sequencer says in its signed log of heads. It
 * explains a mismatch; it does not excuse one. What is not signed by the trusted key says nothing.
 *
 * <p>The log is read backwards, up to {@link #MOST_BUNDLES} bundles: a break that explains what is seen now is a recent one.
 */
final class DeclaredBreaks {

    private static final int MOST_BUNDLES = 256;

    private final ShownHistory shown;
    private final Hash streamId;
    private final String origin;
    private final Ed25519PublicKey key;

    /**
     * Takes where to look.
     *
     * @param streamOrigin the stream's origin, which names the log of heads too
     * @param key the key that is trusted
     */
    DeclaredBreaks(ShownHistory shown, String streamOrigin, Ed25519PublicKey key) {
        int end = streamOrigin.lastIndexOf('/');
        this.shown = shown;
        this.streamId = Hash.parse(streamOrigin.substring(end + 1));
        this.origin = streamOrigin.substring(0, end) + "/heads";
        this.key = key;
    }

    /** Finds the newest break of the stream; empty if there is none, or it cannot be read. */
    Optional<TreeHead> find() {
        try {
            return shown.headsCheckpoint().flatMap(note -> search(head(note)));
        } catch (TransportException | LogVerificationException e) {
            return Optional.empty();
        }
    }

    private TreeHead head(byte[] note) {
        return new CheckpointReader(CheckpointTrust.VERIFIER, List.of(VerifierKey.ofLog(origin, key.toByteArray())))
                .read(note, origin)
                .head();
    }

    private Optional<TreeHead> search(TreeHead log) {
        long newest = Math.floorDiv(log.size() - 1, TilePath.FULL_WIDTH);
        for (long bundle = newest; bundle >= 0 && bundle > newest - MOST_BUNDLES; bundle--) {
            List<byte[]> entries = bundle(bundle, log.size());
            for (int i = entries.size() - 1; i >= 0; i--) {
                HeadsLogEntry entry = HeadsLogEntry.parse(entries.get(i));
                if (entry.kind() == HeadsLogEntry.Kind.BREAK && entry.streamId().equals(streamId)) {
                    verify(entry, bundle * TilePath.FULL_WIDTH + i, log);
                    return Optional.of(entry.head());
                }
            }
        }
        return Optional.empty();
    }

    private List<byte[]> bundle(long index, long size) {
        int width = TileLayout.width(0, index, size);
        return EntryBundle.read(shown.headsLog().read(TilePath.entries(index, width)), width, HeadsLogEntry.LENGTH);
    }

    private void verify(HeadsLogEntry entry, long index, TreeHead log) {
        new LogProver(shown.headsLog(), log.size()).inclusion(index).verify(entry.recordHash(), log.root());
    }
}
