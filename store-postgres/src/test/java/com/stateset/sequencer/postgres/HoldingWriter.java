package com.stateset.sequencer.postgres;

import static com.stateset.sequencer.tck.EventBuilder.event;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.EventStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The main class of a writer in another JVM. It appends two events, then the two of a command, and with all of it done but the
 * commit, so that it holds the lock on the stream's head, it prints {@code HOLDING} and goes no further until a file appears. Then
 * it prints the answer to the command, {@code TOLD ...}; and sends it again until it has an answer, {@code ANSWERED ...}.
 */
final class HoldingWriter {

    static final String HOLDING = "HOLDING";
    static final String TOLD = "TOLD ";
    static final String ANSWERED = "ANSWERED ";

    private HoldingWriter() {}

    /**
     * Runs the writer.
     *
     * @param arguments the place, tenant, store, command, the database's timeout for a frozen writer in milliseconds, and the
     *     file to wait for
     */
    public static void main(String[] arguments) {
        exitWithParent();
        StreamId stream = new StreamId(UUID.fromString(arguments[1]), UUID.fromString(arguments[2]));
        Duration timeout = Duration.ofMillis(Long.parseLong(arguments[4]));
        Path goOn = Path.of(arguments[5]);
        WatchedDataSource connections = new WatchedDataSource(Samples.dataSource(arguments[0]));
        try (EventStore store = PostgresEventStore.builder(connections)
                .idleInTransactionTimeout(timeout)
                .open()) {
            Samples.append(store, event(stream).candidate());
            Samples.append(store, event(stream).candidate());
            AtomicBoolean held = new AtomicBoolean();
            connections.watch((what, connection) -> {
                if (what.equals("commit") && held.compareAndSet(false, true)) {
                    print(HOLDING);
                    Eventually.holds("the file " + goOn, () -> Files.exists(goOn));
                }
            });
            List<AppendBatch> batch = List.of(Samples.batch(events(stream, UUID.fromString(arguments[3]))));
            print(TOLD + told(store, batch));
            print(ANSWERED
                    + Samples.said(
                            Eventually.answered(() -> store.append(batch)).get(0)));
        }
    }

    /** The two events of the command. */
    static List<AdmittedEvent> events(StreamId stream, UUID command) {
        return List.of(
                event(stream)
                        .id(new UUID(command.getMostSignificantBits(), 1))
                        .command(command)
                        .candidate(),
                event(stream)
                        .id(new UUID(command.getMostSignificantBits(), 2))
                        .command(command)
                        .candidate());
    }

    private static String told(EventStore store, List<AppendBatch> batch) {
        try {
            return Samples.said(store.append(batch).get(0)).toString();
        } catch (SequencerException e) {
            return e.getClass().getSimpleName();
        }
    }

    /** The parent holds the other end of standard input: when that is gone, no parent listens any more. */
    private static void exitWithParent() {
        Thread thread = new Thread(
                () -> {
                    try (InputStream input = System.in) {
                        input.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // As good as its end.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "exit-with-parent");
        thread.setDaemon(true);
        thread.start();
    }

    private static void print(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
