package com.stateset.sequencer;

import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.history.AppendedHistory;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is owed for a batch: the receipt, as a future. Holds what goes to the store, and what was refused already.
 *
 * <p>The future is completed once, by whichever thread comes first; all other attempts have no effect. The pauses belong to the
 * lane that has the stream.
 */
final class PendingBatch {

    /** A rough count of what an event's fields and their objects take, its payload apart. */
    private static final int EVENT_OVERHEAD_BYTES = 1024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final StreamId stream;
    private final @Nullable AppendBatch append;
    private final Outcome @Nullable [] refused;
    private final long sizeInBytes;
    private final boolean erases;
    private final CompletableFuture<IngestReceipt> receipt = new CompletableFuture<>();
    private final long since = System.nanoTime();
    private Duration pause = FIRST_PAUSE;

    /**
     * Makes a batch that awaits its answer.
     *
     * @param append what is left for the log to decide; null for nothing
     * @param refused an outcome at the place of each event that was refused, null at the places of the others; null for none
     */
    PendingBatch(StreamId stream, @Nullable AppendBatch append, Outcome @Nullable [] refused) {
        this.stream = stream;
        this.append = append;
        this.refused = refused;
        this.sizeInBytes = append == null ? 0 : sizeInBytes(append.events());
        this.erases = append != null && append.erases();
    }

    StreamId stream() {
        return stream;
    }

    /** Whether anything is left for the log to decide. */
    boolean needsAppend() {
        return append != null;
    }

    AppendBatch append() {
        return Objects.requireNonNull(append, "every event was refused");
    }

    /** How many events are to be appended. */
    int events() {
        return append().events().size();
    }

    /** Whether it is the record of an erasure. */
    boolean erases() {
        return erases;
    }

    /** Roughly what the batch takes in memory while it waits. */
    long sizeInBytes() {
        return sizeInBytes;
    }

    CompletableFuture<IngestReceipt> receipt() {
        return receipt;
    }

    /** How long ago it was admitted. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** Whether the batch has been here for longer than {@code timeout}. */
    boolean hasWaited(Duration timeout) {
        return System.nanoTime() - since > TimeUnit.NANOSECONDS.convert(timeout);
    }

    /** How long to leave its stream alone before the next attempt: longer each time. For the lane that has the stream. */
    Duration nextPause() {
        Duration current = pause;
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        return current;
    }

    /**
     * The receipt: what was refused at admission joined with what became of the rest.
     *
     * @param history the stream's tree with what was appended
     */
    IngestReceipt receiptOf(List<Outcome> appended, AppendedHistory history) {
        return new IngestReceipt(
                stream,
                refused == null ? appended : joined(refused, appended),
                append == null ? Map.of() : replayedLeaves(appended, append.events(), history),
                history);
    }

    /** The leaves, by sequence number, of the events that stood in the log before: as they were sent, which is what they are. */
    private Map<Long, Hash> replayedLeaves(
            List<Outcome> appended, List<AdmittedEvent> events, AppendedHistory history) {
        Map<Long, Hash> leaves = new HashMap<>();
        for (int i = 0; i < appended.size(); i++) {
            if (appended.get(i) instanceof Outcome.Duplicate replay && !history.isNew(replay.sequenceNumber())) {
                leaves.put(
                        replay.sequenceNumber(),
                        VesHashes.leaf(
                                stream,
                                replay.sequenceNumber(),
                                replay.signingHash(),
                                events.get(i).event().authorship().signature()));
            }
        }
        return leaves;
    }

    void complete(IngestReceipt answer) {
        receipt.complete(answer);
    }

    /** Fails it with an exception of its own. */
    void fail(SequencerException cause) {
        failWith(() -> CallerFailures.likeOf(cause, cause));
    }

    /** Fails it: the sequencer was closed before its turn came. */
    void failClosed() {
        failWith(SequencerClosedException::new);
    }

    /** Fails it while the store may or may not be storing it. */
    void failUnknown(String why, @Nullable Throwable cause) {
        failWith(() -> new OutcomeUnknownException(why + "; sending again is safe", cause));
    }

    /** Without the memory for an exception, the lack of it is the answer. */
    private void failWith(Supplier<SequencerException> failure) {
        Throwable answer;
        try {
            answer = failure.get();
        } catch (Error e) {
            answer = e;
        }
        receipt.completeExceptionally(answer);
    }

    private static List<Outcome> joined(Outcome[] refused, List<Outcome> others) {
        Outcome[] all = refused.clone();
        int next = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == null) {
                all[i] = others.get(next++);
            }
        }
        return Arrays.asList(all);
    }

    private static long sizeInBytes(List<AdmittedEvent> events) {
        long size = 0;
        for (AdmittedEvent event : events) {
            size += EVENT_OVERHEAD_BYTES + event.event().contentLength();
            if (event.stored() instanceof Payload.Encrypted sealed) {
                size += sealed.length();
            }
        }
        return size;
    }
}
