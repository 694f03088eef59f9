package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.ScopeVerdict;
import com.stateset.sequencer.sync.ShownHistory;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads the events that a replica does not hold, and looks whether one of them is in its scope.
 *
 * <p>A pull cannot know that: it sees a hash. Here the server has to show the events, and they must lead to the hashes that are held and that
 * lead to the signed root. An event's leaf covers its entity and its type, so it cannot be shown as another one now than it was then.
 * Reads as much as pulling all events, and keeps nothing. For one call.
 */
final class SelectionCheck {

    private static final int AT_ONCE = 1000;
    private static final int EXAMPLES = 20;

    private final SyncJournal journal;
    private final ShownHistory shown;
    private final UUID agentId;
    private final EventScope scope;
    private final List<Long> examples = new ArrayList<>();
    private List<SequencedEvent> ahead = List.of();
    private long read;
    private long withheld;

    SelectionCheck(SyncJournal journal, ShownHistory shown, UUID agentId) {
        this.journal = journal;
        this.shown = shown;
        this.agentId = agentId;
        this.scope = journal.scope();
    }

    /**
     * Looks.
     *
     * @throws HistoryMismatchException if the events are not those that the hashes are of
     */
    ScopeVerdict run() {
        long next = 1;
        List<SubtreeRoot> parts = journal.subtrees(next, AT_ONCE);
        while (!parts.isEmpty()) {
            Set<Long> held = journal.held(next, AT_ONCE).stream()
                    .map(PulledEvent::sequenceNumber)
                    .collect(Collectors.toSet());
            parts.stream()
                    .filter(part -> part.height() > 0 || !held.contains(part.end()))
                    .forEach(this::check);
            next = parts.get(parts.size() - 1).end() + 1;
            parts = journal.subtrees(next, AT_ONCE);
        }
        return new ScopeVerdict(read, withheld, examples);
    }

    private void check(SubtreeRoot part) {
        List<Hash> leaves = new ArrayList<>();
        for (long number = part.first() + 1; number <= part.end(); number++) {
            SequencedEvent event = event(number);
            leaves.add(event.leafHash());
            if (scope.follows(event.event(), agentId)) {
                withheld++;
                if (examples.size() < EXAMPLES) {
                    examples.add(number);
                }
            }
        }
        if (!CompactRange.EMPTY.appendEntries(leaves).root().equals(part.hash())) {
            throw new HistoryMismatchException(
                    part.first() + 1,
                    "the events from here to " + part.end() + " are not those that the server has shown the hash of");
        }
        read += part.size();
    }

    private SequencedEvent event(long number) {
        if (ahead.isEmpty() || ahead.get(ahead.size() - 1).sequenceNumber() < number) {
            ahead = shown.events(number, AT_ONCE);
        }
        int at = ahead.isEmpty() ? 0 : (int) (number - ahead.get(0).sequenceNumber());
        if (at < 0 || at >= ahead.size() || ahead.get(at).sequenceNumber() != number) {
            throw new HistoryMismatchException(number, "the server has shown its hash, and does not show it now");
        }
        return ahead.get(at);
    }
}
