package com.stateset.sequencer.server.http;

import com.stateset.sequencer.protocol.http.OneGzipMember;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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

    /**
     * Returns it unzipped: no more memory is taken for it than its length.
     *
     * @param length its {@link #length}
     */
    byte[] unzipped(int length) throws IOException {
        byte[] unzipped = new byte[length];
        try (InputStream in = stream()) {
            int ignored = in.readNBytes(unzipped, 0, length);
        }
        return unzipped;
    }

    private InputStream stream() throws IOException {
        return new OneGzipMember(new ByteArrayInputStream(bytes));
    }
}
