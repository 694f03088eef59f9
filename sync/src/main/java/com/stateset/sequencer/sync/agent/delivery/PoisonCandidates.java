package com.stateset.sequencer.sync.agent.delivery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The units that got no proper answer, each when sent alone. The server may have stored them all the same, so that they are neither
 * put back nor rejected yet, but left out while others go on. Not thread-safe.
 */
public final class PoisonCandidates {

    /** If so many units fail one after the other, it may be the server's fault and not theirs. */
    private static final int MOST_IN_A_ROW = 16;

    private final List<PoisonCandidate> candidates = new ArrayList<>();

    /** How many of the last ones no other unit has gone through behind. */
    private int inARow;

    public void clear() {
        candidates.clear();
        inARow = 0;
    }

    public void add(PoisonCandidate candidate) {
        candidates.add(candidate);
        inARow++;
    }

    public boolean areTooManyInARow() {
        return inARow >= MOST_IN_A_ROW;
    }

    /** Another unit went through: the server does not fail at everything. */
    public void wentThrough() {
        candidates.forEach(PoisonCandidate::overtake);
        inARow = 0;
    }

    public void remove(PoisonCandidate candidate) {
        candidates.remove(candidate);
    }

    public List<PoisonCandidate> all() {
        return List.copyOf(candidates);
    }

    public List<PoisonCandidate> toBeConfirmed() {
        return candidates.stream().filter(PoisonCandidate::isToBeConfirmed).toList();
    }

    public Set<UUID> eventIds() {
        Set<UUID> ids = new HashSet<>();
        candidates.forEach(candidate -> candidate.unit().forEach(event -> ids.add(event.eventId())));
        return ids;
    }
}
