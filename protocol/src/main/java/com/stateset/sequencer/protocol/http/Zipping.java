package com.stateset.sequencer.protocol.http;

import com.stateset.sequencer.error.TransportException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses requests for a server that takes it. Whether it does, it says in the header {@code Accept-Encoding} of its answers (RFC 9110,
 * section 12.5.3); until then, requests go as they are. What stands in front of a server may answer in its name and not know: a
 * compressed request that is refused as unreadable (400, 415) is sent once more as it is, and if that goes through, so do all that
 * follow. A refusal says that nothing was done. Thread-safe.
 */
final class Zipping {

    /** Less is not worth it: with its headers it is a packet or two. */
    static final int LEAST_BYTES = 1500;

    private static final Set<Integer> UNREADABLE = Set.of(400, 415);

    private volatile boolean taken;
    private volatile boolean refused;

    /** Sends a body as it is, or compressed. */
    @FunctionalInterface
    interface Call<T> {

        T send(byte[] body, boolean isZipped);
    }

    /** Learns from an answer. */
    void heed(HttpHeaders answer) {
        taken = taken
                || answer.allValues("Accept-Encoding").stream()
                        .flatMap(value -> Arrays.stream(value.split(",", -1)))
                        .anyMatch(coding ->
                                coding.strip().toLowerCase(Locale.ROOT).equals(AnswerBody.GZIP));
    }

    /** Sends a body, compressed if that pays. */
    <T> T send(byte[] plain, Call<T> call) {
        if (!taken || refused || plain.length < LEAST_BYTES) {
            return call.send(plain, false);
        }
        byte[] zipped = zipped(plain);
        if (zipped.length >= plain.length) {
            return call.send(plain, false);
        }
        try {
            return call.send(zipped, true);
        } catch (TransportException.Refused e) {
            if (!UNREADABLE.contains(e.status())) {
                throw e;
            }
            T answer = call.send(plain, false);
            refused = true;
            return answer;
        }
    }

    private static byte[] zipped(byte[] plain) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream(plain.length / 2);
        try (GZIPOutputStream out = new FastGzip(zipped)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing can fail in memory", e);
        }
        return zipped.toByteArray();
    }

    /** Half of it are hashes and signatures, of which the best level saves little more than the fastest. */
    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
