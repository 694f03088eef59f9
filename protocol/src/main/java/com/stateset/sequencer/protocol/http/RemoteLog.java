package com.stateset.sequencer.protocol.http;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * One log on a server, read as the files it consists of: a stream's, or the log of heads (PROTOCOL section 6). Anything that serves
 * the same files under the same paths will do. Nothing here is verified: tiles are only as good as the root of a checkpoint that
 * {@link com.stateset.sequencer.tlog.CheckpointReader} has read, and {@link com.stateset.sequencer.tlog.LogProver} over this
 * source makes proofs to hold against it.
 *
 * <p>Thread-safe. Throws {@link TransportException}, as every call does.
 */
public final class RemoteLog implements TileSource {

    private final HttpCalls calls;
    private final String prefix;

    RemoteLog(HttpCalls calls, String prefix) {
        this.calls = calls;
        this.prefix = prefix;
    }

    /** Fetches the latest checkpoint; empty while nothing was signed, or if there is no such log. */
    public Optional<byte[]> checkpoint() {
        return calls.file(prefix + "checkpoint");
    }

    /**
     * Fetches a tile of hashes or a bundle of entries, as it is on the server.
     *
     * @return empty if the server does not show it, which it does not beyond the last size that was signed
     */
    public Optional<byte[]> find(TilePath tile) {
        return calls.file(prefix + tile);
    }

    /**
     * Fetches a tile of hashes or a bundle of entries. Where a partial one is not there any more, it is cut out of the full one, as the
     * format allows.
     *
     * @throws TransportException.Refused with status 404 if it is not there in either form
     */
    @Override
    public byte[] read(TilePath tile) {
        return find(tile)
                .or(() -> tile.isFull() ? Optional.empty() : find(full(tile)).map(bytes -> cut(tile, bytes)))
                .orElseThrow(() -> new TransportException.Refused(
                        HttpCalls.NOT_FOUND, "the server at " + calls.server() + " has no " + prefix + tile));
    }

    private static TilePath full(TilePath tile) {
        return new TilePath(tile.kind(), tile.level(), tile.index(), TilePath.FULL_WIDTH);
    }

    private static byte[] cut(TilePath tile, byte[] full) {
        if (tile.kind() == TilePath.Kind.HASHES) {
            return Arrays.copyOf(full, Math.min(full.length, tile.width() * Hash.LENGTH));
        }
        ByteBuffer entries = ByteBuffer.wrap(full);
        for (int entry = 0; entry < tile.width() && entries.remaining() >= Short.BYTES; entry++) {
            int length = Short.toUnsignedInt(entries.getShort());
            entries.position(entries.position() + Math.min(length, entries.remaining()));
        }
        return Arrays.copyOf(full, entries.position());
    }
}
