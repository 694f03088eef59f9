package com.stateset.sequencer.cli.rows;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Decompresses all members of a file (RFC 1952). {@link GZIPInputStream} takes whatever follows a member and is no header for the end, and
 * so loses what is behind a damaged header without a word. This one ends only where the file does: behind the last member's compressed
 * bytes there are its checksum and its length, eight bytes, and no more. Not thread-safe.
 */
final class GzipMembers extends GZIPInputStream {

    private static final int TRAILER = 8;

    private final Counted source;
    private long countAtFill;

    /**
     * Reads the first member's header.
     *
     * @param size how many compressed bytes are read at once
     */
    GzipMembers(BufferedInputStream in, int size) throws IOException {
        this(new Counted(in), size);
    }

    private GzipMembers(Counted source, int size) throws IOException {
        super(source, size);
        this.source = source;
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        countAtFill = source.count;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int read = super.read(bytes, from, length);
        if (read < 0 && (inf.getRemaining() + source.count - countAtFill != TRAILER || source.available() > 0)) {
            throw new ZipException(
                    "what follows a whole part of the compressed file is damaged, or is not compressed with gzip");
        }
        return read;
    }

    /** A source that knows how much was read of it, and says that there is more unless it is at its end. */
    private static final class Counted extends FilterInputStream {

        private long count;

        private Counted(BufferedInputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            count += Math.max(0, read);
            return read;
        }

        /** Waits where it must: of a pipe that has nothing yet, it is not known otherwise. */
        @Override
        public int available() throws IOException {
            in.mark(1);
            boolean more = in.read() >= 0;
            in.reset();
            return more ? 1 : 0;
        }
    }
}
