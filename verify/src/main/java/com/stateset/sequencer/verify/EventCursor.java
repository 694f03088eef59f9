package com.stateset.sequencer.verify;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import java.util.List;

/**
 * Gives checked events one after the other; reads and checks them a page at a time, on all cores.
 *
 * <p>Three things can be wrong with a place: there is no event, there is another number, or there is one that cannot be read. A page that
 * cannot be read as a whole is read again in halves, so that the event itself is named and the sound ones before it still count. A
 * number that comes twice, or too early, is reported with the number that was expected there.
 *
 * <p>For one thread; the checks of a page run in parallel, and share nothing but the agents' keys, which are read before they begin.
 */
final class EventCursor {

    private final HistorySource source;
    private final KnownKeys keys;
    private final EventCheck check;
    private List<CheckedEvent> page = List.of();
    private int taken;

    EventCursor(HistorySource source, SignatureVerifier verifier) {
        this.source = source;
        this.keys = new KnownKeys(source);
        this.check = new EventCheck(source.stream(), keys, verifier);
    }

    /** Returns the event of a number, which is the one after that of the last call, if it is there and sound. */
    CheckedEvent take(long sequenceNumber) throws DamageException {
        if (taken == page.size()) {
            page = read(sequenceNumber);
            taken = 0;
        }
        if (page.isEmpty() || page.get(taken).sequenceNumber() > sequenceNumber) {
            throw DamageException.ofEvent(sequenceNumber, "it is missing");
        }
        CheckedEvent event = page.get(taken++);
        if (event.sequenceNumber() < sequenceNumber) {
            throw DamageException.ofEvent(
                    sequenceNumber, "event " + event.sequenceNumber() + " stands in its place, once more");
        }
        if (event.problem() != null) {
            throw DamageException.ofEvent(sequenceNumber, describe(event, event.problem()));
        }
        return event;
    }

    /** Halves a page that cannot be read until it is the event that cannot be read. */
    private List<CheckedEvent> read(long from) throws DamageException {
        int limit = ReadOptions.MAX_LIMIT;
        while (true) {
            try {
                List<SequencedEvent> events = source.events(from, limit);
                keys.readFor(events);
                return events.parallelStream().map(check::check).toList();
            } catch (StoreFailedException e) {
                if (limit == 1) {
                    throw DamageException.ofEvent(from, "it cannot be read: " + e.getMessage());
                }
                limit /= 2;
            }
        }
    }

    /** Distinguishes an event that only changed its place from one that was altered, if its place is near. */
    private String describe(CheckedEvent event, String problem) {
        for (CheckedEvent other : page) {
            Hash elsewhere = event.leafAt(other.sequenceNumber());
            boolean moved = elsewhere.equals(event.sequenced().leafHash());
            boolean exchanged = elsewhere.equals(other.sequenced().leafHash());
            if (other.sequenceNumber() != event.sequenceNumber() && (moved || exchanged)) {
                return "it is out of order: it was sequenced as event " + other.sequenceNumber();
            }
        }
        return problem;
    }
}
