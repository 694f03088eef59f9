package com.stateset.sequencer.subscription;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of how far a stream has come, and of how often its history was cut. Not thread-safe but for {@link #cuts}: its
 * {@link StreamTail} guards it.
 *
 * <p>What is learnt comes in any order: notices are late, pages are read by several threads, and the store may be asked while
 * events come in. A larger head is always believed. A smaller one is believed only of the store itself, and only if nothing was
 * learnt between the question and the answer ({@link Moment}); else the answer may simply be older. If the store then ends before
 * an event that was here, events are gone, as after a restore: that is a cut.
 */
final class KnownHead {

    /** How far the stream is readable, as far as anyone has told: before the first page, too, which may come later. */
    private long head;

    /** How often something was learnt. */
    private long changes;

    /** The last sequence number of an event that was here. */
    private long seen;

    private volatile List<Long> cuts = List.of();

    /** What was known at a moment. */
    record Moment(long changes, int cuts) {}

    long head() {
        return head;
    }

    Moment moment() {
        return new Moment(changes, cuts.size());
    }

    /** The heads that the stream has fallen back to; the list only ever grows. Thread-safe. */
    List<Long> cuts() {
        return cuts;
    }

    boolean isCutSince(Moment before) {
        return cuts.size() > before.cuts;
    }

    /** Learns that the stream is readable up to a number; returns whether that is news. */
    boolean raise(long reached) {
        boolean raised = reached > head;
        if (raised) {
            head = reached;
            changes++;
        }
        return raised;
    }

    /** Learns that the event with this number was here. */
    void see(long last) {
        if (last > seen) {
            seen = last;
            changes++;
        }
    }

    /**
     * Learns what the store answered to a question.
     *
     * @param asked the moment of the question
     * @return whether the stream now ends before what was here
     */
    boolean settle(long stored, Moment asked) {
        if (isCutSince(asked) || raise(stored) || stored >= head || changes != asked.changes) {
            return false;
        }
        head = stored;
        changes++;
        return stored < seen;
    }

    /** Begins another history behind this number. */
    void cut(long last) {
        List<Long> longer = new ArrayList<>(cuts);
        longer.add(last);
        cuts = List.copyOf(longer);
        head = last;
        seen = last;
        changes++;
    }
}
