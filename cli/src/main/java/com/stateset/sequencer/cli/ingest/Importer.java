package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.cli.ingest.BatchSender.Sent;
import com.stateset.sequencer.cli.ingest.Item.Outgoing;
import com.stateset.sequencer.cli.ingest.Item.Refused;
import com.stateset.sequencer.cli.rows.RowReader;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.IngestRejection;
import com.stateset.sequencer.protocol.ingest.IngestResult;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Sends all rows of a file to a server. For one run, from one thread.
 *
 * <p>With one batch in flight the events get their numbers in the order of the file; with more, only within a batch.
 */
public final class Importer {

    private final RejectsFile rejects;
    private final ImportProgress progress;
    private final Target target;
    private final @Nullable NumberCheck numbers;
    private ImportTally tally = ImportTally.NOTHING;

    /** Prepares an import whose events get the numbers that come. */
    public Importer(Target target, RejectsFile rejects, ImportProgress progress) {
        this(target, rejects, progress, false);
    }

    /**
     * Prepares an import.
     *
     * @param target where to
     * @param rejects takes the rows that are rejected; not closed here
     * @param progress watches every batch
     * @param checkNumbers whether events must get the numbers that their rows say; with one batch in flight only
     */
    public Importer(Target target, RejectsFile rejects, ImportProgress progress, boolean checkNumbers) {
        this.numbers = checkNumbers ? new NumberCheck(target) : null;
        this.target = target;
        this.rejects = rejects;
        this.progress = progress;
    }

    /** What became of the rows that have been settled so far. */
    public ImportTally tally() {
        return tally;
    }

    /**
     * Imports all rows.
     *
     * @param batchSize how many rows make a request, 1 to 1,000
     * @param inFlight how many requests may be on their way at once
     * @throws ImportStoppedException if the server refuses a request or stays away, or a number is another one; what was settled before is in the log
     * @throws IOException if the file cannot be read on, or the rejected rows cannot be written
     */
    public void run(RowReader rows, int batchSize, int inFlight)
            throws ImportStoppedException, IOException, InterruptedException {
        CommandUnits units = new CommandUnits(rows, target.stream(), BatchFiller.MAX_EVENTS, BatchFiller.MAX_BYTES);
        BatchFiller batches = new BatchFiller(units, batchSize, BatchFiller.MAX_BYTES);
        BatchSender sender = new BatchSender(target, progress::notice);
        ExecutorService senders = Executors.newFixedThreadPool(inFlight);
        try {
            Deque<Future<Sent>> onTheirWay = new ArrayDeque<>();
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                if (onTheirWay.size() == inFlight) {
                    settle(onTheirWay.remove());
                }
                if (numbers != null) {
                    numbers.before(batch);
                }
                Batch next = batch;
                onTheirWay.add(senders.submit(() -> send(sender, next)));
            }
            while (!onTheirWay.isEmpty()) {
                settle(onTheirWay.remove());
            }
        } finally {
            senders.shutdownNow();
        }
    }

    private static Sent send(BatchSender sender, Batch batch) throws ImportStoppedException {
        return batch.outgoing().isEmpty() ? new Sent(batch, null, false) : sender.send(batch);
    }

    private void settle(Future<Sent> future) throws ImportStoppedException, IOException, InterruptedException {
        Sent sent = outcome(future);
        IngestAnswer answer = sent.answer();
        if (answer == null) {
            for (Item item : sent.batch().items()) {
                reject((Refused) item);
            }
        } else {
            tally(sent, answer);
            tally = tally.withHead(answer.headSequence());
        }
        progress.settled(sent.batch().position(), tally);
        if (answer != null && numbers != null) {
            numbers.after(sent.batch(), answer);
        }
    }

    private void tally(Sent sent, IngestAnswer answer) throws IOException {
        Iterator<IngestResult> results = answer.results().iterator();
        Iterator<IngestRejection> rejections = answer.rejections().iterator();
        for (Item item : sent.batch().items()) {
            if (item instanceof Refused refused) {
                reject(refused);
            } else if (item instanceof Outgoing outgoing) {
                IngestResult result = results.next();
                switch (result.status()) {
                    case ACCEPTED -> tally = tally.withAccepted(number(result));
                    case DUPLICATE -> tally = tally.withDuplicate(number(result), sent.mayBeRepeat());
                    case REJECTED -> reject(refused(outgoing, rejections.next()));
                }
            }
        }
    }

    /** There, as every answer has been checked for. */
    private static long number(IngestResult result) {
        return Objects.requireNonNull(result.sequenceNumber(), "sequence_number");
    }

    private void reject(Refused refused) throws IOException {
        rejects.add(refused);
        tally = tally.withRejected();
    }

    private static Refused refused(Outgoing item, IngestRejection rejection) {
        return new Refused(item.source(), item.eventId(), rejection.reason(), rejection.message());
    }

    private static Sent outcome(Future<Sent> future) throws ImportStoppedException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ImportStoppedException stopped) {
                throw stopped;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
