package com.stateset.sequencer.server.events;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * An answer that its client has to take at a least rate, or its connection is closed.
 *
 * <p>Written to by the call's thread alone. Others look at it, and may {@link #cut} it as long as the connection is the call's: {@code ended}
 * is set under the lock before the call ends.
 */
final class PacedAnswer extends OutputStream {

    private static final int PIECE = 32 << 10;
    private static final long NANOS = 1_000_000_000L;

    private final OutputStream out;
    private final AutoCloseable connection;
    private final long begun = System.nanoTime();
    private volatile long written;
    private boolean ended;

    PacedAnswer(OutputStream out, AutoCloseable connection) {
        this.out = out;
        this.connection = connection;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** In pieces, so that it is seen how far the client has come. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = offset; at < offset + length; at += PIECE) {
            int count = Math.min(PIECE, offset + length - at);
            out.write(bytes, at, count);
            written(count);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // of one thread
    private void written(int count) {
        written += count;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /**
     * Returns for how long the client has had more time than it should have needed.
     *
     * @param grace what it may take for nothing
     * @param rate the bytes it should take in a second
     */
    long lateNanos(Duration grace, long rate) {
        return System.nanoTime() - begun - grace.toNanos() - (long) ((double) written * NANOS / rate);
    }

    /** Closes the connection if the call has not ended. */
    synchronized void cut() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            connection.close();
        } catch (Exception e) {
            throw new IllegalStateException("a connection is closed without exceptions", e);
        }
    }

    /** The call is about to end: its connection is not to be touched any more. */
    @Override
    public synchronized void close() {
        ended = true;
    }
}
