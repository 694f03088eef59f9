package com.stateset.sequencer.protocol.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes an answer of a bounded size: whatever answers at an address may answer without an end. A good answer that is longer fails with
 * {@link TooLong}; of an explanation for another status the beginning is enough.
 *
 * <p>The limit for good answers is four times what a server puts into a page of events.
 */
final class AnswerBody implements BodySubscriber<byte[]> {

    /** The status of a good answer. */
    static final int OK = 200;

    /** Of a good answer. */
    static final int MOST_BYTES = 64 << 20;

    /** Of any other answer. */
    static final int MOST_EXPLANATION = 64 << 10;

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final boolean isGood;
    private Flow.@Nullable Subscription subscription;

    private AnswerBody(boolean isGood) {
        this.isGood = isGood;
    }

    static BodyHandler<byte[]> handler() {
        return answer -> new AnswerBody(answer.statusCode() == OK);
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
        body.complete(received.toByteArray());
    }

    private void take(ByteBuffer buffer) {
        int room = (isGood ? MOST_BYTES : MOST_EXPLANATION) - received.size();
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

    /** There was more than {@value AnswerBody#MOST_BYTES} bytes. */
    static final class TooLong extends IOException {

        private static final long serialVersionUID = 1L;

        TooLong() {
            super("the answer is longer than " + MOST_BYTES + " bytes");
        }
    }
}
