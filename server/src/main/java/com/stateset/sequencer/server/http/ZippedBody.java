package com.stateset.sequencer.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A body that has come compressed. What it says of its own length is not believed: it is unzipped twice, first to measure it, so that a
 * small body that becomes a large one costs no memory. Immutable.
 */
final class ZippedBody {

    static final String GZIP = "gzip";

    private static final int PIECE = 16 << 10;

    private final byte[] bytes;

    /** A body as it came. */
    ZippedBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Whether a body with that {@code Content-Encoding} is one.
     *
     * @throws ApiException with 415 if it is encoded in another way
     */
    static boolean isOne(@Nullable String encoding) {
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            return false;
        }
        if (!encoding.equalsIgnoreCase(GZIP)) {
            throw new ApiException(ApiError.unsupportedEncoding(encoding));
        }
        return true;
    }

    /**
     * Returns how long it is unzipped; of one that is longer than {@code most}, some number above that.
     *
     * @throws IOException if it is no gzip
     */
    int length(int most) throws IOException {
        byte[] piece = new byte[PIECE];
        int length = 0;
        try (InputStream in = stream()) {
            for (int some = in.read(piece); some >= 0 && length <= most; some = in.read(piece)) {
                length += some;
            }
        }
        return length;
    }

    /** Returns it unzipped, if it is not longer than {@code most}; otherwise its beginning. */
    byte[] unzipped(int most) throws IOException {
        try (InputStream in = stream()) {
            return in.readNBytes(most);
        }
    }

    private InputStream stream() throws IOException {
        return new OneMember(new ByteArrayInputStream(bytes));
    }

    /**
     * A stream that is one member (RFC 1952) and nothing else. The JDK's takes further ones, with a call within a call for each, so that
     * many empty ones would take its stack; and what follows and is none it passes over without a word.
     */
    private static final class OneMember extends GZIPInputStream {

        /** The checksum and the length, behind the compressed bytes. */
        private static final int TRAILER = 8;

        private int behindLastFill;
        private boolean isReading;

        private OneMember(ByteArrayInputStream in) throws IOException {
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
}
