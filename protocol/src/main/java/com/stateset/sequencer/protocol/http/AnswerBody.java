package com.stateset.sequencer.protocol.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Takes an answer of a bounded size: whatever answers at an address may answer without an end. A good answer that is longer fails with
 * {@link TooLong}; of an explanation for another status the beginning is enough. Compressed by gzip, it is as long as what comes out.
 *
 * <p>The limit for good answers is four times what a server puts into a page of events.
 */
final class AnswerBody implements BodySubscriber<byte[]> {

    /** The one coding that is asked for. */
    static final String GZIP = "gzip";

    /** The status of a good answer. */
    static final int OK = 200;

    /** Of a good answer. */
    static final int MOST_BYTES = 64 << 20;

    /** Of any other answer. */
    static final int MOST_EXPLANATION = 64 << 10;

    private static final int PIECE = 8 << 10;

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final Received received = new Received();
    private final boolean isGood;
    private final boolean isZipped;
    private Flow.@Nullable Subscription subscription;

    private AnswerBody(boolean isGood, boolean isZipped) {
        this.isGood = isGood;
        this.isZipped = isZipped;
    }

    static BodyHandler<byte[]> handler() {
        return answer -> new AnswerBody(
                answer.statusCode() == OK,
                answer.headers()
                        .firstValue("Content-Encoding")
                        .filter(GZIP::equalsIgnoreCase)
                        .isPresent());
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription upstream) {
        subscription = upstream;
        upstream.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            take(buffer);
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        try {
            body.complete(isZipped ? unzipped() : received.toByteArray());
        } catch (IOException e) {
            body.completeExceptionally(e);
        }
    }

    /** Of an explanation whose end is missing, what came of it is enough. */
    private byte[] unzipped() throws IOException {
        ByteArrayOutputStream unzipped = new ByteArrayOutputStream();
        try (InputStream in = new OneGzipMember(received.content())) {
            byte[] some = new byte[PIECE];
            for (int length = in.read(some); length >= 0; length = in.read(some)) {
                int room = most() - unzipped.size();
                if (length > room && isGood) {
                    throw new TooLong();
                }
                unzipped.write(some, 0, Math.min(room, length));
                if (length > room) {
                    return unzipped.toByteArray();
                }
            }
        } catch (EOFException | ZipException e) {
            if (isGood) {
                throw e;
            }
        }
        return unzipped.toByteArray();
    }

    private int most() {
        return isGood ? MOST_BYTES : MOST_EXPLANATION;
    }

    private void take(ByteBuffer buffer) {
        int room = most() - received.size();
        byte[] bytes = new byte[Math.min(room, buffer.remaining())];
        buffer.get(bytes);
        received.writeBytes(bytes);
        if (buffer.hasRemaining()) {
            end();
        }
    }

    private void end() {
        if (isGood) {
            body.completeExceptionally(new TooLong());
        } else {
            onComplete();
        }
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** What came, to be read without a copy. */
    private static final class Received extends ByteArrayOutputStream {

        ByteArrayInputStream content() {
            return new ByteArrayInputStream(buf, 0, count);
        }
    }

    /** There was more than {@value AnswerBody#MOST_BYTES} bytes. */
    static final class TooLong extends IOException {

        private static final long serialVersionUID = 1L;

        TooLong() {
            super("the answer is longer than " + MOST_BYTES + " bytes");
        }
    }
}
