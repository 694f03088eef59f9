package com.stateset.sequencer.server.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * A body that has to arrive at a least rate, and as a whole within a time. The rate is measured over intervals of a quarter of the
 * client's time, so that a client that was fast at first cannot rest for the remainder; silence is what the connection's idle timeout is
 * for. Not thread-safe.
 */
final class PacedBody extends FilterInputStream {

    /** In bytes per second. */
    static final int LEAST_RATE = 4 << 10;

    private static final int INTERVALS = 4;
    private static final int WHOLE = 12;
    private static final long NANOS = 1_000_000_000L;

    private final LongSupplier pressedRate;
    private final long intervalNanos;
    private final long wholeNanos;
    private final long begun = System.nanoTime();
    private long intervalBegun = begun;
    private long intervalBytes;

    /**
     * Makes a body.
     *
     * @param clientTimeout a whole body may take twelve times as long
     * @param pressedRate the bytes per second that others who wait may expect, asked for at the end of each interval; slower than that
     *     is 503
     */
    PacedBody(InputStream in, Duration clientTimeout, LongSupplier pressedRate) {
        super(in);
        this.pressedRate = pressedRate;
        this.intervalNanos = clientTimeout.toNanos() / INTERVALS;
        this.wholeNanos = clientTimeout.toNanos() * WHOLE;
    }

    /** Begins a new interval: the time that passed was not the client's. */
    void rested() {
        intervalBegun = System.nanoTime();
        intervalBytes = 0;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count > 0) {
            intervalBytes += count;
            requirePace();
        }
        return count;
    }

    private void requirePace() throws IOException {
        long now = System.nanoTime();
        if (now - begun > wholeNanos) {
            throw late();
        }
        long elapsed = now - intervalBegun;
        if (elapsed >= intervalNanos) {
            long rate = (long) ((double) intervalBytes * NANOS / elapsed);
            if (rate < LEAST_RATE) {
                throw late();
            }
            if (rate < pressedRate.getAsLong()) {
                throw new ApiException(Errors.BUSY);
            }
            rested();
        }
    }

    private static IOException late() {
        return new IOException(new TimeoutException("the body does not arrive in time"));
    }
}
