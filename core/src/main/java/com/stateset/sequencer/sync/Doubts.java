package com.stateset.sequencer.sync;

import com.stateset.sequencer.error.TransportException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The units at which the server fails, each when sent alone. It may have stored them all the same, so that they are neither put back
 * nor rejected yet, but left out while others go on. Not thread-safe.
 */
final class Doubts {

    /** If so many units fail one after the other, it is the server's fault and not theirs. */
    private static final int MOST_IN_A_ROW = 16;

    private final List<Doubt> doubts = new ArrayList<>();

    /** How many of the last ones no other unit has gone through behind. */
    private int inARow;

    void clear() {
        doubts.clear();
        inARow = 0;
    }

    /**
     * Adds a unit.
     *
     * @throws TransportException.Failed this failure, if it is one too many
     */
    void add(List<LocalEvent> unit, TransportException.Failed failure) {
        if (inARow == MOST_IN_A_ROW) {
            throw failure;
        }
        inARow++;
        doubts.add(new Doubt(unit, failure));
    }

    /** Another unit went through, and the log reached so far then: the server does not fail at everything. */
    void wentThrough(long headSequence) {
        doubts.forEach(doubt -> doubt.wentThroughBehind(headSequence));
        inARow = 0;
    }

    void remove(Doubt doubt) {
        doubts.remove(doubt);
    }

    List<Doubt> all() {
        return List.copyOf(doubts);
    }

    /** Those to be sent once more: others went through behind them, and perhaps they would, too, by now. */
    List<Doubt> toBeConfirmed() {
        return doubts.stream()
                .filter(doubt -> doubt.isOvertaken() && !doubt.isConfirmed())
                .toList();
    }

    Set<UUID> eventIds() {
        Set<UUID> ids = new HashSet<>();
        doubts.forEach(doubt -> doubt.unit().forEach(event -> ids.add(event.eventId())));
        return ids;
    }
}
