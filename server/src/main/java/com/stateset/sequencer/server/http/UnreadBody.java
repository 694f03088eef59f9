package com.stateset.sequencer.server.http;

import io.javalin.http.Context;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a call whose body has not been read, so that a client that sends all of it before it reads gets the answer, too. If the
 * connection were closed with data on its way, the answer would be lost with it (RFC 9112, section 9.6). So the answer is sent, then
 * what still comes is thrown away: up to 64 MiB, for up to ten seconds, of {@value #MAX_DRAINED} clients at a time. Then the
 * connection is closed.
 */
public final class UnreadBody {

    /** The most calls that may be drained at a time; each has a thread. */
    public static final int MAX_DRAINED = 256;

    private static final Logger LOG = LoggerFactory.getLogger(UnreadBody.class);

    /** Jetty itself reads what is there already, and keeps the connection. */
    private static final int SMALL = 64 << 10;

    private static final long MOST_BYTES = 64L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    /** In bytes per second. */
    private static final long MOST_RATE = 256L << 20;

    private static final long NANOS = 1_000_000_000L;
    private static final AtomicLong nextRead = new AtomicLong(System.nanoTime());
    private static final Semaphore PLACES = new Semaphore(MAX_DRAINED);

    private UnreadBody() {}

    /** Whether the client may still be sending. One that asked whether to send at all is not. */
    static boolean isLeft(Context call) {
        HttpServletRequest request = call.req();
        long announced = request.getContentLengthLong();
        boolean isLarge = announced > SMALL || request.getHeader("Transfer-Encoding") != null;
        return isLarge && request.getHeader("Expect") == null && !body(request).isFinished();
    }

    static void answer(Context call, ApiError error) {
        try {
            call.header("Connection", "close");
            byte[] answer = Answer.beginError(call, error);
            call.res().setContentLength(answer.length);
            call.res().getOutputStream().write(answer);
            call.res().flushBuffer();
            if (call.req().getContentLengthLong() <= MOST_BYTES && PLACES.tryAcquire()) {
                drain(call);
            }
        } catch (IOException | HttpException.RuntimeException e) {
            LOG.debug("The client of a refused call is gone", e);
        }
    }

    private static void drain(Context call) throws IOException {
        EndPoint client = Connections.of(call.res()).getEndPoint();
        try {
            client.setIdleTimeout(SILENCE.toMillis());
            ServletInputStream body = body(call.req());
            byte[] scratch = new byte[SMALL];
            long deadline = System.nanoTime() + LONGEST.toNanos();
            long left = MOST_BYTES;
            int count = 0;
            while (count >= 0 && left > 0 && System.nanoTime() - deadline < 0) {
                count = body.read(scratch);
                left -= count;
                rest(count);
            }
        } finally {
            PLACES.release();
        }
    }

    /** All together read at {@link #MOST_RATE}: so they leave the processors to others, and the network lets the clients wait. */
    private static void rest(int count) {
        long now = System.nanoTime();
        long slot = nextRead.accumulateAndGet(
                Math.max(0, count) * NANOS / MOST_RATE, (last, cost) -> (last - now > 0 ? last : now) + cost);
        LockSupport.parkNanos(slot - now);
    }

    private static ServletInputStream body(HttpServletRequest request) {
        try {
            return request.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
