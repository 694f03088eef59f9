package com.stateset.sequencer.server.events;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.error.EventAlteredException;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads a range of a stream for a replica that wants some of its events whole, and of the others what they are in the history tree.
 *
 * <p><b>Where it ends.</b> At the last number asked for or the head; with the last of so many events; where those that are kept have become
 * large; when {@value #MOST_LOOKED_AT} events were looked at; and where all that were looked at have become large. All events of the range
 * are read, whether they are wanted or not: what is saved is the wire. So a call may read up to {@value #MOST_LOOKED_AT_BYTES} bytes of
 * content and one page of the store beyond, of which {@value #MOST_KEPT_BYTES} and one event stay in memory.
 *
 * <p>Nothing of a stored row is believed because it is there: a number that is missing ends it with an error, and whether the leaves
 * lead to the signed root is for the replica to see. For one call, not thread-safe.
 */
final class ScopedReader {

    static final int MOST_LOOKED_AT = 10_000;

    /** What the kept events may take before the last one, beside the page of the store that is read just now. */
    static final int MOST_KEPT_BYTES = 8 << 20;

    /** What all events that were looked at may take before the last one. */
    static final int MOST_LOOKED_AT_BYTES = 32 << 20;

    private final EventStream stream;
    private final Predicate<SequencedEvent> wanted;
    private final List<SequencedEvent> kept = new ArrayList<>();
    private final List<SubtreeRoot> hidden = new ArrayList<>();
    private final List<Hash> run = new ArrayList<>();
    private long keptBytes;
    private long lookedAtBytes;
    private long through;
    private long head;

    ScopedReader(EventStream stream, Predicate<SequencedEvent> wanted) {
        this.stream = stream;
        this.wanted = wanted;
    }

    /**
     * Reads.
     *
     * @param from the first number, at least 1
     * @param to the last one
     * @param limit the most events to keep
     */
    ScopedReader read(long from, long to, int limit) {
        through = from - 1;
        if (to <= through) {
            head = stream.head();
            return this;
        }
        long last = to - from < MOST_LOOKED_AT ? to : from + MOST_LOOKED_AT - 1;
        boolean goesOn = true;
        while (goesOn) {
            int most = (int) Math.min(ReadOptions.MAX_LIMIT, last - through);
            EventPage page = stream.read(ReadOptions.forwardsFrom(through + 1).limit(most));
            head = page.head();
            goesOn = take(page, last, limit) && page.next().isPresent();
        }
        endRun(through + 1);
        return this;
    }

    /** Returns whether there is room for more. */
    private boolean take(EventPage page, long last, int limit) {
        for (SequencedEvent event : page.events()) {
            if (event.sequenceNumber() != through + 1) {
                throw new EventAlteredException(stream.id(), "event " + (through + 1) + " is missing");
            }
            through++;
            int length = event.event().contentLength();
            lookedAtBytes += length;
            if (wanted.test(event)) {
                endRun(through);
                kept.add(event);
                keptBytes += length;
            } else {
                run.add(event.leafHash());
            }
            if (through == last || kept.size() == limit || isLarge()) {
                return false;
            }
        }
        return true;
    }

    private boolean isLarge() {
        return keptBytes >= MOST_KEPT_BYTES || lookedAtBytes >= MOST_LOOKED_AT_BYTES;
    }

    /** The leaves that were collected lie right before the number {@code next}. */
    private void endRun(long next) {
        hidden.addAll(SubtreeRoot.over(next - 1 - run.size(), run));
        run.clear();
    }

    /** The events that are wanted, in order. */
    List<SequencedEvent> kept() {
        return kept;
    }

    /** What stands for the others. */
    List<SubtreeRoot> hidden() {
        return hidden;
    }

    /** The last number that was looked at. */
    long through() {
        return through;
    }

    /** The stream's last number. */
    long head() {
        return head;
    }
}
