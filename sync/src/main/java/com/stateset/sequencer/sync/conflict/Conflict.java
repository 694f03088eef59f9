package com.stateset.sequencer.sync.conflict;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A rejected event, with all that is needed to settle it. Immutable; what it was at one moment.
 *
 * @param mine the event that was rejected
 * @param before the last event of the entity that both sides know: what {@code mine} was written on top of; empty if there was none, or
 *     {@code mine} demands no version
 * @param theirs what came into the log on top of that instead, as far as it was pulled, in order
 * @param behind what waits behind {@code mine}: later events of its entity, the rest of their commands, and what stands behind those
 * @param entityVersion the entity's version in the replica: a settlement that was made for it is not applied to a later one
 * @param isOwn whether {@code mine} is this agent's; otherwise it is another's that waits here to be sent again
 * @param isAlone whether {@code mine} belongs to no command, or is the only event of it
 */
public record Conflict(
        LocalEvent mine,
        Optional<SequencedEvent> before,
        List<SequencedEvent> theirs,
        List<LocalEvent> behind,
        long entityVersion,
        boolean isOwn,
        boolean isAlone) {

    public Conflict {
        Objects.requireNonNull(mine, "mine");
        Objects.requireNonNull(before, "before");
        theirs = List.copyOf(theirs);
        behind = List.copyOf(behind);
    }

    /** What it is about. */
    public EntityRef entity() {
        return mine.event().entity();
    }

    /** Why it was rejected. */
    public LocalState.Rejected rejection() {
        return (LocalState.Rejected) mine.state();
    }

    /** Whether another was faster; an event can also be rejected for what it says itself. */
    public boolean isVersionConflict() {
        return rejection().isConflict();
    }

    /** The last event of the other side. */
    public Optional<SequencedEvent> theirLast() {
        return theirs.isEmpty() ? Optional.empty() : Optional.of(theirs.get(theirs.size() - 1));
    }
}
