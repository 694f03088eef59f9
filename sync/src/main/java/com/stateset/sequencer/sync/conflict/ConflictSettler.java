package com.stateset.sequencer.sync.conflict;

import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.Outbox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Asks a handler about each conflict of an outbox, and does what it says: one transaction for each, so that whatever interrupts this, what
 * was settled is settled, and the rest is as it was.
 *
 * <p><b>What can race.</b> Another process may settle the same event, or pull more of its entity, while the handler decides. The first is
 * found in the transaction, and the answer dropped. After the second, {@code mine} still means what it said; a merge was made for
 * another version, is refused, and the handler is asked once more. Not thread-safe.
 */
public final class ConflictSettler {

    private static final int MOST_TRIES = 5;

    private final Outbox outbox;
    private final ConflictHandler handler;
    private final List<Settled> settled = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();

    /** Settles by a handler. */
    public ConflictSettler(Outbox outbox, ConflictHandler handler) {
        this.outbox = outbox;
        this.handler = handler;
    }

    /**
     * What was done about a conflict.
     *
     * @param conflict the conflict
     * @param how what the handler said
     * @param events what came of the event: those given up, or those that take its place
     */
    public record Settled(Conflict conflict, Settlement how, List<LocalEvent> events) {

        public Settled {
            events = List.copyOf(events);
        }
    }

    /** A conflict that waits for a person, and why. */
    public record Left(Conflict conflict, String why) {}

    /** Settles all that the handler has an answer for. Returns whether anything was settled. */
    public boolean settleAll() {
        Set<UUID> seen = new HashSet<>();
        Optional<Conflict> next = next(seen);
        int before = settled.size();
        while (next.isPresent()) {
            seen.add(next.get().mine().eventId());
            settle(next.get());
            next = next(seen);
        }
        forgetWhatIsSettledBesides();
        return settled.size() > before;
    }

    /**
     * Settles one.
     *
     * @throws IllegalStateException if the event is not rejected, or not here
     */
    public void settle(UUID eventId) {
        settle(Conflicts.find(outbox, eventId)
                .orElseThrow(() -> new IllegalStateException(
                        "event " + eventId + " was not rejected, or has been dealt with, or is not in this outbox")));
    }

    /** What was settled so far, in order. */
    public List<Settled> settled() {
        return List.copyOf(settled);
    }

    /** What waits for a person. */
    public List<Left> left() {
        return List.copyOf(left);
    }

    /** To settle one may deal with others of its command, so the list is read anew each time. */
    private Optional<Conflict> next(Set<UUID> seen) {
        return Conflicts.first(outbox, id -> !seen.contains(id));
    }

    /** What was left at first may have gone with its command. */
    private void forgetWhatIsSettledBesides() {
        Set<UUID> open = outbox.conflicts().stream()
                .filter(event -> event.state() instanceof LocalState.Rejected)
                .map(LocalEvent::eventId)
                .collect(Collectors.toSet());
        left.removeIf(one -> !open.contains(one.conflict().mine().eventId()));
    }

    private void settle(Conflict first) {
        Optional<Conflict> conflict = Optional.of(first);
        String why = "its entity moves on all the time";
        for (int i = 0; i < MOST_TRIES && conflict.isPresent(); i++) {
            Settlement how = handler.settle(conflict.get());
            if (how instanceof Settlement.Ask ask) {
                left.add(new Left(conflict.get(), ask.why()));
                return;
            }
            try {
                settled.add(new Settled(conflict.get(), how, apply(conflict.get(), how)));
                return;
            } catch (IllegalStateException e) {
                why = String.valueOf(e.getMessage());
                conflict = Conflicts.find(outbox, first.mine().eventId());
            }
        }
        if (conflict.isPresent()) {
            left.add(new Left(conflict.get(), why));
        }
    }

    private List<LocalEvent> apply(Conflict conflict, Settlement how) {
        UUID id = conflict.mine().eventId();
        if (how instanceof Settlement.Theirs) {
            return outbox.discard(id);
        }
        return how instanceof Settlement.Merged merged
                ? outbox.rebase(id, merged.payload(), conflict.entityVersion())
                : outbox.rebase(id);
    }
}
