package com.stateset.sequencer.cli.streams;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.verify.AuditProgress;
import com.stateset.sequencer.verify.HistorySource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Copies events from a history to a file. For one run. */
final class EventExport {

    private static final int EVENTS_PER_PAGE = 1000;

    private final HistorySource history;
    private final ExportFile file;
    private final boolean fromServer;
    private long written;
    private long unreadable;

    EventExport(HistorySource history, ExportFile file, boolean fromServer) {
        this.history = history;
        this.file = file;
        this.fromServer = fromServer;
    }

    /**
     * Writes the events from {@code next} to {@code last}; they are on the disk when this returns.
     *
     * @param first the first event of the file, for the progress
     */
    void run(long first, long next, long last, AuditProgress progress) throws IOException {
        long number = next;
        while (number <= last) {
            List<SequencedEvent> page = history.events(number, (int) Math.min(EVENTS_PER_PAGE, last - number + 1));
            if (page.isEmpty()) {
                throw missing(number);
            }
            for (SequencedEvent event : page) {
                if (event.sequenceNumber() != number) {
                    throw missing(number);
                }
                add(event);
                number++;
            }
            progress.checked(number - first, last - first + 1);
        }
        file.force();
    }

    private void add(SequencedEvent event) throws IOException {
        file.add(ExportLine.of(event, fromServer));
        written++;
        unreadable += event.event().payload() instanceof Payload.Clear ? 0 : 1;
    }

    private static StoreFailedException missing(long number) {
        return new StoreFailedException("event " + number + " is missing", null);
    }

    Summary summary(Path path, long first, long last, long head) {
        return new Summary(path.toString(), first, last, head, written, unreadable);
    }

    /**
     * What the file has now.
     *
     * @param written how many events this run has written
     * @param unreadable how many of these have no payload that could be read
     */
    record Summary(String file, long from, long to, long head, long written, long unreadable) {

        String words(StreamId stream) {
            String gaps = unreadable == 0
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "; %,d payloads were erased, or are encrypted and have no key here: their lines say so, and import "
                                    + "leaves them out",
                            unreadable);
            return String.format(
                    Locale.ROOT,
                    "%s has events %,d to %,d of stream %s, %,d of them written now%s",
                    file,
                    from,
                    to,
                    stream,
                    written,
                    gaps);
        }
    }
}
