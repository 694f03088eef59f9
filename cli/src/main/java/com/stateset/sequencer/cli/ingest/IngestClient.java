package com.stateset.sequencer.cli.ingest;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches until the server has answered. Thread-safe.
 *
 * <p>When a connection breaks, nobody knows whether the batch went in. Sending the same bytes again is the way to find out:
 * what is in already comes back as a duplicate, with its number. The same goes for a server that is busy or away for a while.
 */
final class IngestClient {

    /** Too many requests; bad gateway; unavailable; gateway timeout. */
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    private final Target target;
    private final Pause pause;
    private final Consumer<String> notices;
    private final HttpClient http;

    /**
     * Sends to {@code target}.
     *
     * @param pause how to wait
     * @param notices is told, in a sentence, when the server has gone away
     */
    IngestClient(Target target, Pause pause, Consumer<String> notices) {
        this.target = target;
        this.pause = pause;
        this.notices = notices;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(target.timeout())
                .build();
    }

    /**
     * Sends a batch that has something to send.
     *
     * @throws ImportStoppedException if the server refuses it, or stays away for too long
     */
    Sent send(Batch batch) throws ImportStoppedException, InterruptedException {
        HttpRequest request = request(batch);
        RetryState outage = new RetryState(target.retry());
        while (true) {
            long start = System.nanoTime();
            Attempt attempt = attempt(request, batch);
            if (attempt.answer() != null) {
                return new Sent(batch, attempt.answer(), outage.mayHaveStored());
            }
            outage.failed(attempt, Duration.ofNanos(System.nanoTime() - start));
            if (outage.failures() == 1) {
                notices.accept(attempt.problem() + "; trying again for "
                        + target.retry().total().toSeconds() + " s");
            }
            pause.pause(outage.nextPause(target.server()));
        }
    }

    private HttpRequest request(Batch batch) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.ingest())
                .timeout(target.timeout())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofByteArray(batch.body(target.agent())));
        if (target.apiKey() != null) {
            request.header("Authorization", "ApiKey " + target.apiKey());
        }
        return request.build();
    }

    private Attempt attempt(HttpRequest request, Batch batch) throws ImportStoppedException, InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response = http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            return Attempt.withoutAnswer(target.server(), e);
        }
        if (PASSING.contains(response.statusCode())) {
            return Attempt.turnedAway(response);
        }
        if (response.statusCode() != 200) {
            throw new ImportStoppedException(ErrorMessages.describe(response, target.server(), batch));
        }
        try {
            return Attempt.answered(
                    IngestAnswer.parse(response.body(), batch.outgoing().size()));
        } catch (IOException e) {
            throw new ImportStoppedException("what answers at " + target.server() + " is not a sequencer: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** How to wait; a test need not. */
    @FunctionalInterface
    interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    /**
     * A batch that has its answer.
     *
     * @param mayBeRepeat whether an earlier attempt may have stored it, so that its duplicates may be this run's own
     */
    record Sent(Batch batch, @Nullable IngestAnswer answer, boolean mayBeRepeat) {}
}
