package com.stateset.sequencer.protocol.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A body that is one gzip member (RFC 1952) and nothing else. The JDK's stream takes further members, with a call within a call for each, so
 * that many empty ones would take its stack; and what follows and is none it passes over without a word. This one refuses both with a
 * {@link ZipException}. Not thread-safe.
 */
public final class OneGzipMember extends GZIPInputStream {

    private static final int PIECE = 16 << 10;

    /** The checksum and the length, behind the compressed bytes. */
    private static final int TRAILER = 8;

    private int behindLastFill;
    private boolean isReading;

    /**
     * Reads the header.
     *
     * @param in knows how many bytes are left, so it has them all
     * @throws IOException if it is no gzip
     */
    public OneGzipMember(ByteArrayInputStream in) throws IOException {
        super(in, PIECE);
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        behindLastFill = in.available();
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (isReading) {
            throw new ZipException("there is more than one member");
        }
        isReading = true;
        try {
            int read = super.read(target, from, length);
            if (read < 0 && inf.getRemaining() + behindLastFill != TRAILER) {
                throw new ZipException("something follows that is not compressed");
            }
            return read;
        } finally {
            isReading = false;
        }
    }
}
