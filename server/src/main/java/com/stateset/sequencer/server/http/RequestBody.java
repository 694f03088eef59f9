package com.stateset.sequencer.server.http;

import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.server.limits.FairPermits;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EndPoint;

/**
 * Reads bodies up to a limit, whether their length is announced or not, and no more of them at a time than memory allows. Thread-safe.
 *
 * <h2>Memory</h2>
 * All bodies together, and what is made of them, may take a twelfth of the heap. A body takes {@value #SMALL} bytes of it when it begins
 * to arrive, and the rest of what it may need only once so much is there: announcing takes nothing. Those who wait for memory are served
 * in the order in which they came, and get 503 after {@value #MEMORY_SECONDS} seconds. At most {@value #MAX_BODIES} bodies arrive at a
 * time, so that calls without one always find a place. Of places and memory one tenant, or one address of callers without a key, has three
 * quarters at most; where the heap is so small that these do not hold the largest body, all bodies may take a third more than that.
 *
 * <p>A compressed body arrives likewise. How long it is unzipped is measured first, up to the limit and without keeping any of it; then that
 * takes its memory beside what has arrived ({@link ZippedBody}). One that needs more for both than one caller may have is
 * refused with 415, as its client may as well send it as it is.
 *
 * <h2>Time</h2>
 * A body arrives at {@value PacedBody#LEAST_RATE} bytes a second or more, in any quarter of the client's time; without a byte in the
 * client's time (and that of waiting for memory), or as a whole not within twelve times that, it is late as well: 408. While others wait
 * for memory, one that would not fill what it has taken within {@value #PRESSED_SECONDS} seconds gives it up with 503.
 */
public final class RequestBody {

    static final int MAX_BODIES = 160;
    static final int SMALL = 64 << 10;
    static final int MEMORY_SECONDS = 5;
    static final int PRESSED_SECONDS = 30;

    private static final int KIB = 1024;
    private static final int HEAP_SHARE = 12;

    /** How many bodies may have begun beside one of the largest. */
    private static final int BEGUN = 10;

    private static final ApiError BROKEN =
            ApiError.badRequest("The body ends too early, or is not transferred as HTTP prescribes.");
    private static final ApiError NOT_GZIP =
            ApiError.badRequest("The body is not one gzip member: it is something else, ends too early, or goes on.");
    private static final ApiError BOTH_TOO_LARGE = ApiError.of(
            415,
            "unsupported_media_type",
            "The body is too large to be taken in both forms, compressed and not; send it as it is.");
    private static final ApiError LATE = ApiError.of(
            408, "request_timeout", "The body did not arrive in time: it has to come steadily, and not too slowly.");

    private final int maxBytes;
    private final Duration clientTimeout;
    private final int perCaller;
    private final FairPermits kibibytes;
    private final FairPermits places = new FairPermits(MAX_BODIES);

    /**
     * Makes a reader.
     *
     * @param maxBytes the most bytes of a body
     * @param clientTimeout how long a client may let the server wait
     */
    public RequestBody(int maxBytes, Duration clientTimeout) {
        this.maxBytes = maxBytes;
        this.clientTimeout = clientTimeout;
        int heap = (int) Math.min(Integer.MAX_VALUE / 2, Runtime.getRuntime().maxMemory() / HEAP_SHARE / KIB);
        this.perCaller = Math.max(FairPermits.share(heap), kibibytes(maxBytes) + BEGUN * kibibytes(SMALL));
        this.kibibytes = new FairPermits(Math.max(heap, perCaller / 3 * 4), perCaller, Integer.MAX_VALUE);
    }

    /**
     * Reads the body of a call.
     *
     * @throws com.stateset.sequencer.protocol.json.InvalidMessageException if it is no such message
     */
    public <T> T read(Context call, Class<T> message) {
        return read(call, message, Function.identity());
    }

    /** Reads the body of a call, and makes something of it while memory is still reserved for both. */
    public <M, T> T read(Context call, Class<M> message, Function<M, T> use) {
        return read(call, body -> ProtocolJson.read(body, message), use);
    }

    /** Reads the body of a call likewise, where it is no object, or not only the body is the message. */
    public <M, T> T read(Context call, Function<byte[], M> reader, Function<M, T> use) {
        boolean zipped = ZippedBody.isOne(call.header("Content-Encoding"));
        long announced = call.req().getContentLengthLong();
        if (announced > maxBytes) {
            throw new ApiException(ApiError.tooLarge(maxBytes));
        }
        Object caller = Principal.shareOwner(call);
        try (Share share = new Share(caller, kibibytes(announced < 0 ? maxBytes : announced))) {
            byte[] body = receive(call, share, announced);
            share.shrinkTo(kibibytes(body.length));
            return use.apply(reader.apply(zipped ? unzipped(new ZippedBody(body), share) : body));
        }
    }

    private byte[] unzipped(ZippedBody body, Share share) {
        try {
            int length = body.length(maxBytes);
            if (length > maxBytes) {
                throw new ApiException(ApiError.tooLarge(maxBytes));
            }
            int both = share.taken + kibibytes(length);
            if (both > perCaller) {
                throw new ApiException(BOTH_TOO_LARGE);
            }
            share.take(both);
            return body.unzipped(length);
        } catch (IOException e) {
            throw new ApiException(NOT_GZIP);
        }
    }

    private byte[] receive(Context call, Share share, long announced) {
        if (!places.tryTake(share.caller, 1)) {
            throw new ApiException(Errors.BUSY);
        }
        try {
            InputStream in = call.req().getInputStream();
            boolean isThere = announced >= 0 && announced <= in.available();
            byte[] body = isThere ? read(in, share, announced) : readWhenItComes(call, in, share, announced);
            if (body.length > maxBytes) {
                throw new ApiException(ApiError.tooLarge(maxBytes));
            }
            requireEnd(in);
            return body;
        } catch (IOException | HttpException.RuntimeException e) {
            throw new ApiException(e.getCause() instanceof TimeoutException ? LATE : BROKEN);
        } finally {
            places.giveBack(share.caller, 1);
        }
    }

    /** What is read to its end is not taken for a body that its client may still be sending: see {@link UnreadBody}. */
    private static void requireEnd(InputStream in) throws IOException {
        if (in.read() >= 0) {
            throw new IOException("the body is longer than it was announced to be");
        }
    }

    /** Only a body that is waited for has the client's time set for it: to set and reset a timer costs as much as to read a small body. */
    private byte[] readWhenItComes(Context call, InputStream in, Share share, long announced) throws IOException {
        EndPoint client = Connections.of(call.res()).getEndPoint();
        long usual = client.getIdleTimeout();
        try {
            client.setIdleTimeout(clientTimeout.plusSeconds(MEMORY_SECONDS).toMillis());
            return read(in, share, announced);
        } finally {
            client.setIdleTimeout(usual);
        }
    }

    private byte[] read(InputStream plain, Share share, long announced) throws IOException {
        PacedBody in = new PacedBody(plain, clientTimeout, share::pressedRate);
        share.take(Math.min(share.most, kibibytes(SMALL)));
        in.rested();
        int small = announced < 0 ? Math.min(maxBytes + 1, SMALL) : (int) Math.min(announced, SMALL);
        byte[] first = new byte[small];
        int length = in.readNBytes(first, 0, small);
        if (length < small) {
            return Arrays.copyOf(first, length);
        }
        if (announced == length) {
            return first;
        }
        share.take(share.most);
        in.rested();
        return announced < 0
                ? new SequenceInputStream(new ByteArrayInputStream(first), in).readNBytes(maxBytes + 1)
                : rest(in, first, (int) announced);
    }

    private static byte[] rest(PacedBody in, byte[] first, int announced) throws IOException {
        byte[] whole = Arrays.copyOf(first, announced);
        int length = first.length + in.readNBytes(whole, first.length, announced - first.length);
        return length == announced ? whole : Arrays.copyOf(whole, length);
    }

    private static int kibibytes(long bytes) {
        return (int) (bytes / KIB) + 1;
    }

    /** What a body has taken of the memory, in KiB. For one thread. */
    private final class Share implements AutoCloseable {

        private final Object caller;
        private final int most;
        private int taken;

        private Share(Object caller, int most) {
            this.caller = caller;
            this.most = most;
        }

        private void take(int total) {
            try {
                if (!kibibytes.take(caller, total - taken, Duration.ofSeconds(MEMORY_SECONDS), () -> {})) {
                    throw new ApiException(Errors.BUSY);
                }
                taken = total;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ApiException(Errors.STOPPING);
            }
        }

        private void shrinkTo(int total) {
            kibibytes.giveBack(caller, Math.max(0, taken - total));
            taken = Math.min(taken, total);
        }

        private long pressedRate() {
            return kibibytes.isInTheWay(caller) ? (long) taken * KIB / PRESSED_SECONDS : 0;
        }

        @Override
        public void close() {
            kibibytes.giveBack(caller, taken);
        }
    }
}
