package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.IngestResult;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches until the server has answered. Thread-safe.
 *
 * <p>When a connection breaks, it is not known whether the batch went in. Sending the same bytes again is the way to find out:
 * what is in already comes back as a duplicate, with its number. The same goes for a server that is busy or away for a while.
 */
final class BatchSender {

    private final Target target;
    private final Consumer<String> notices;
    private final SequencerClient client;

    /**
     * Sends to {@code target}.
     *
     * @param notices called with a sentence when the server has gone away
     */
    BatchSender(Target target, Consumer<String> notices) {
        this.target = target;
        this.notices = notices;
        this.client = target.client();
    }

    /**
     * Sends a batch that has something to send.
     *
     * @throws ImportStoppedException if the server refuses it, or stays away for too long
     */
    Sent send(Batch batch) throws ImportStoppedException {
        RetryState state = new RetryState(target, notices);
        try {
            IngestAnswer answer = client.onRetry(state::failed).ingest(batch.body(target.agent()));
            client.understand(() -> requireComplete(answer, batch.outgoing().size()));
            return new Sent(batch, answer, state.mayHaveStored());
        } catch (TransportException e) {
            throw new ImportStoppedException(ErrorMessages.describe(e, batch, state));
        }
    }

    private static IngestAnswer requireComplete(IngestAnswer answer, int events) {
        if (answer.results().size() != events) {
            throw new IllegalArgumentException(
                    "$.results: has " + answer.results().size() + " elements, but " + events + " events were sent");
        }
        long rejected = answer.results().stream()
                .filter(result -> result.status() == IngestResult.Status.REJECTED)
                .count();
        if (answer.rejections().size() != rejected) {
            throw new IllegalArgumentException("$.rejections: has "
                    + answer.rejections().size() + " elements, but " + rejected + " events were rejected");
        }
        return answer;
    }

    /**
     * A batch that has its answer.
     *
     * @param mayBeRepeat whether an earlier attempt may have stored it, so that its duplicates may be this run's own
     */
    record Sent(Batch batch, @Nullable IngestAnswer answer, boolean mayBeRepeat) {}
}
