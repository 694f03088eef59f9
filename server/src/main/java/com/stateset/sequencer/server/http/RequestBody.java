package com.stateset.sequencer.server.http;

import com.stateset.sequencer.protocol.json.ProtocolJson;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpException;

/**
 * Reads bodies up to a limit, whether their length is announced or not, and no more of them at a time than memory allows.
 * Thread-safe.
 */
public final class RequestBody {

    private static final int KIB = 1024;
    private static final int HEAP_SHARE = 12;
    private static final Duration MEMORY_TIMEOUT = Duration.ofSeconds(5);
    private static final int READ_PAST_LIMIT = 4;

    private static final ApiError BROKEN =
            ApiError.badRequest("The body ends too early, or is not transferred as HTTP prescribes.");
    private static final ApiError LATE = ApiError.of(408, "request_timeout", "The body did not arrive in time.");

    private final int maxBytes;
    private final Semaphore kibibytes;

    public RequestBody(int maxBytes) {
        this.maxBytes = maxBytes;
        this.kibibytes = new Semaphore((int) Math.max(
                kibibytes(maxBytes),
                Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_SHARE / KIB)));
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
        HttpServletRequest request = call.req();
        requirePlain(request.getHeader("Content-Encoding"));
        long announced = request.getContentLengthLong();
        int reserved = kibibytes(announced < 0 ? maxBytes : Math.min(announced, maxBytes));
        reserve(reserved);
        try {
            return use.apply(ProtocolJson.read(read(request, announced), message));
        } finally {
            kibibytes.release(reserved);
        }
    }

    private byte[] read(HttpServletRequest request, long announced) {
        try {
            byte[] body = announced > maxBytes ? null : request.getInputStream().readNBytes(maxBytes + 1);
            if (body == null || body.length > maxBytes) {
                throw tooLarge(request, announced);
            }
            return body;
        } catch (IOException | HttpException.RuntimeException e) {
            throw new ApiException(e.getCause() instanceof TimeoutException ? LATE : BROKEN);
        }
    }

    /**
     * A client that is still sending might never see an answer given before it has finished: moderate excess is read and
     * thrown away first. A client that asked whether to send at all is answered at once.
     */
    private ApiException tooLarge(HttpServletRequest request, long announced) throws IOException {
        long readable = (long) READ_PAST_LIMIT * maxBytes;
        if (announced <= readable && request.getHeader("Expect") == null) {
            discard(request.getInputStream(), readable);
        }
        return new ApiException(ApiError.tooLarge(maxBytes));
    }

    private static void discard(InputStream body, long atMost) throws IOException {
        byte[] scratch = new byte[8 * KIB];
        long left = atMost;
        for (int read = 0; read >= 0 && left > 0; left -= read) {
            read = body.read(scratch);
        }
    }

    private void reserve(int amount) {
        try {
            if (!kibibytes.tryAcquire(amount, MEMORY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ApiException(Errors.BUSY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(Errors.STOPPING);
        }
    }

    private static void requirePlain(String encoding) {
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ApiException(ApiError.unsupportedEncoding(encoding));
        }
    }

    private static int kibibytes(long bytes) {
        return (int) (bytes / KIB) + 1;
    }
}
