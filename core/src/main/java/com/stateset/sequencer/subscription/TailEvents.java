package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of a stream that are in memory for all its subscriptions, and what is known of its erasures. Not thread-safe: its {@link
 * StreamTail} guards it.
 *
 * <p>What must hold: no event here has a payload that an erasure has erased which was learned of. So {@link #erased} forgets all, and a
 * page that was asked for before that is not taken in. Records of erasures that were durable before anything was read here need not be
 * learned of: {@code learnedThrough} is the head of that moment, and then the last record that was. It is taken once, before the first
 * page is asked for, since a later head might cover a record that an earlier page does not know of.
 */
final class TailEvents {

    private final RecentEvents appended;
    private final RecentEvents read;
    private volatile boolean begun;
    private volatile long learnedThrough;
    private int erasures;

    TailEvents(TailMemory memory) {
        this.appended = new RecentEvents(memory::forAppended);
        this.read = new RecentEvents(memory::forRead);
    }

    /** Some events from a sequence number on; none if the event with that number is not here. */
    List<SequencedEvent> from(long sequenceNumber) {
        List<SequencedEvent> here = appended.from(sequenceNumber);
        return here.isEmpty() ? read.from(sequenceNumber) : here;
    }

    long lastRead() {
        return read.last();
    }

    /** Whether an event that was appended cannot be of the history that is here. */
    boolean contradicts(SequencedEvent first) {
        return first.sequenceNumber() <= appended.last() || read.contradicts(first);
    }

    void addAppended(List<SequencedEvent> events) {
        appended.add(events);
    }

    /**
     * Adds a page.
     *
     * @param asOf {@link #erasures} before it was asked for
     */
    void addRead(List<SequencedEvent> page, int asOf) {
        if (asOf == erasures) {
            read.add(page);
        }
    }

    void trim() {
        appended.trim();
        read.trim();
    }

    /** Forgets the events of a history that ends at {@code last} now. */
    void cut(long last) {
        learnedThrough = Math.min(learnedThrough, last);
        forget();
    }

    private void forget() {
        appended.forget();
        read.forget();
    }

    /** Whether the head of before the first page was taken. For any thread, without the guard. */
    boolean hasBegun() {
        return begun;
    }

    /** Takes the head of before the first page; only the first one counts. What was appended until then may have been erased by others. */
    void begin(long head) {
        if (!begun) {
            learnedThrough = Math.max(learnedThrough, head);
            appended.forget();
            begun = true;
        }
    }

    /** The erasures among some events that are news here. For any thread, without the guard. */
    List<RecordedErasure> news(List<SequencedEvent> events) {
        List<RecordedErasure> news = new ArrayList<>();
        for (SequencedEvent each : events) {
            if (each.sequenceNumber() > learnedThrough) {
                RecordedErasure.of(each).ifPresent(news::add);
            }
        }
        return news;
    }

    /** Forgets what may be erased. */
    void erased(RecordedErasure erasure) {
        if (erasure.sequenceNumber() > learnedThrough) {
            learnedThrough = erasure.sequenceNumber();
            erasures++;
            forget();
        }
    }

    /** How many erasures were learned of. */
    int erasures() {
        return erasures;
    }
}
