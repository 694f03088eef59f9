package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.cli.ingest.IngestAnswer.Rejection;
import com.stateset.sequencer.cli.ingest.IngestAnswer.Result;
import com.stateset.sequencer.cli.ingest.IngestClient.Pause;
import com.stateset.sequencer.cli.ingest.IngestClient.Sent;
import com.stateset.sequencer.cli.ingest.Item.Outgoing;
import com.stateset.sequencer.cli.ingest.Item.Refused;
import com.stateset.sequencer.cli.rows.RowReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends all rows of a file to a server. For one run, from one thread.
 *
 * <p>With one batch in flight the events get their numbers in the order of the file; with more, only within a batch.
 */
public final class Importer {

    private final RejectsFile rejects;
    private final ImportProgress progress;
    private final Target target;
    private final Pause pause;
    private ImportTally tally = ImportTally.NOTHING;

    /**
     * Prepares an import.
     *
     * @param target where to
     * @param rejects takes the rows that are rejected; not closed here
     * @param progress is told of every batch
     */
    public Importer(Target target, RejectsFile rejects, ImportProgress progress) {
        this(target, rejects, progress, duration -> Thread.sleep(duration.toMillis()));
    }

    Importer(Target target, RejectsFile rejects, ImportProgress progress, Pause pause) {
        this.target = target;
        this.rejects = rejects;
        this.progress = progress;
        this.pause = pause;
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
     * @throws ImportStoppedException if the server refuses a request or stays away; what was settled before is in the log
     * @throws IOException if the file cannot be read on, or the rejected rows cannot be written
     */
    public void run(RowReader rows, int batchSize, int inFlight)
            throws ImportStoppedException, IOException, InterruptedException {
        CommandUnits units =
                new CommandUnits(rows, new EventJson(target.stream()), Batches.MAX_EVENTS, Batches.MAX_BYTES);
        Batches batches = new Batches(units, batchSize, Batches.MAX_BYTES);
        IngestClient client = new IngestClient(target, pause, progress::notice);
        ExecutorService senders = Executors.newFixedThreadPool(inFlight);
        try {
            Deque<Future<Sent>> onTheirWay = new ArrayDeque<>();
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                if (onTheirWay.size() == inFlight) {
                    settle(onTheirWay.remove());
                }
                Batch next = batch;
                onTheirWay.add(senders.submit(() -> send(client, next)));
            }
            while (!onTheirWay.isEmpty()) {
                settle(onTheirWay.remove());
            }
        } finally {
            senders.shutdownNow();
        }
    }

    private static Sent send(IngestClient client, Batch batch) throws ImportStoppedException, InterruptedException {
        return batch.outgoing().isEmpty() ? new Sent(batch, null, false) : client.send(batch);
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
    }

    private void tally(Sent sent, IngestAnswer answer) throws IOException {
        Iterator<Result> results = answer.results().iterator();
        Iterator<Rejection> rejections = answer.rejections().iterator();
        for (Item item : sent.batch().items()) {
            if (item instanceof Refused refused) {
                reject(refused);
            } else if (item instanceof Outgoing outgoing) {
                Result result = results.next();
                switch (result.status()) {
                    case accepted -> tally = tally.withAccepted(result.number());
                    case duplicate -> tally = tally.withDuplicate(result.number(), sent.mayBeRepeat());
                    case rejected -> reject(refused(outgoing, rejections.next()));
                }
            }
        }
    }

    private void reject(Refused refused) throws IOException {
        rejects.add(refused);
        tally = tally.withRejected();
    }

    private static Refused refused(Outgoing item, Rejection rejection) {
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
