package com.stateset.sequencer.witness;

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
 * Takes an answer of a few kilobytes, and fails with an {@link IOException} when more comes: a witness is a stranger, and its
 * answer must not fill the memory of a sequencer. The JDK has no such limit of its own in Java 17. The upstream is cancelled, which closes
 * the connection, so that nothing more is received either; how long the answer may take is the caller's limit.
 */
final class BoundedBody implements BodySubscriber<byte[]> {

    private static final int LIMIT = 64 * 1024;

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    private BoundedBody() {}

    static BodyHandler<byte[]> handler() {
        return answer -> new BoundedBody();
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
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            if (received.size() + bytes.length > LIMIT) {
                body.completeExceptionally(new IOException("the answer is longer than " + LIMIT + " bytes"));
                if (subscription != null) {
                    subscription.cancel();
                }
                return;
            }
            received.writeBytes(bytes);
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
}
