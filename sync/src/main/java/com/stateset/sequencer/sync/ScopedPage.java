package com.stateset.sequencer.sync;

import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A range of a stream as a server gives it to a replica with a scope: some events whole, and subtree roots for the others, so that the tree
 * over all of them can be made. Which events are the ones of the scope is the server's word: of one that is hidden, only the hash is seen.
 *
 * @param scope what was asked for
 * @param from the first sequence number of the range
 * @param through the last one; {@code from - 1} if it is empty
 * @param events those of the scope, in order
 * @param hidden the subtrees that the others are
 * @param headSequence the stream's last sequence number, by the server's word
 */
public record ScopedPage(
        EventScope scope,
        long from,
        long through,
        List<PulledEvent> events,
        List<SubtreeRoot> hidden,
        long headSequence) {

    /**
     * Checks that it is one range.
     *
     * @throws IllegalArgumentException if events and subtrees leave a gap, or overlap
     */
    public ScopedPage {
        Objects.requireNonNull(scope, "scope");
        events = List.copyOf(events);
        hidden = List.copyOf(hidden);
        if (from < 1 || through < from - 1) {
            throw new IllegalArgumentException("a page does not reach from event " + from + " to " + through);
        }
        List<SubtreeRoot> tree = merged(events, hidden);
        long next = from - 1;
        for (SubtreeRoot subtree : tree) {
            if (subtree.first() != next) {
                throw new IllegalArgumentException(
                        "event " + (next + 1) + " is neither shown nor covered by a hash, or both");
            }
            next = subtree.end();
        }
        if (next != through) {
            throw new IllegalArgumentException("the page ends at event " + next + ", not at " + through);
        }
    }

    /** Whether it covers nothing. */
    public boolean isEmpty() {
        return through < from;
    }

    /**
     * Returns an event that was not asked for, if there is one.
     *
     * @param agentId whose replica it is for
     */
    public Optional<PulledEvent> outsideScope(UUID agentId) {
        return events.stream()
                .filter(event -> !scope.follows(event.sequenced().event(), agentId))
                .findFirst();
    }

    /** The subtrees that all events of the range are, in order: the shown ones each by itself. */
    public List<SubtreeRoot> tree() {
        return merged(events, hidden);
    }

    private static List<SubtreeRoot> merged(List<PulledEvent> events, List<SubtreeRoot> hidden) {
        List<SubtreeRoot> tree = new ArrayList<>(events.size() + hidden.size());
        int next = 0;
        for (PulledEvent event : events) {
            long index = event.sequenceNumber() - 1;
            while (next < hidden.size() && hidden.get(next).first() < index) {
                tree.add(hidden.get(next++));
            }
            tree.add(SubtreeRoot.ofEntry(index, event.sequenced().leafHash()));
        }
        tree.addAll(hidden.subList(next, hidden.size()));
        return tree;
    }
}
