package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.Cursor;
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
 *
 * <p>Nothing less finds a server that lies. An entity's version is in no hash and under no signature, so a server that withholds an event
 * can number the entity's later ones as if it had never been. The versions of what is held are not compared here: if nothing is withheld,
 * all events of a followed entity are held, and were counted when they came.
 *
 * <p><b>What races.</b> Another process may pull meanwhile: what it adds is not looked at. If it changes the scope, or goes back, what was
 * read is of a replica that is no more, and there is no verdict.
 */
final class SelectionCheck {

    private static final int AT_ONCE = 1000;
    private static final int EXAMPLES = 20;

    private final SyncJournal journal;
    private final ShownHistory shown;
    private final UUID agentId;
    private final EventScope scope;
    private final Cursor start;
    private final List<Long> examples = new ArrayList<>();
    private List<SequencedEvent> ahead = List.of();
    private long read;
    private long withheld;

    SelectionCheck(SyncJournal journal, ShownHistory shown, UUID agentId) {
        this.journal = journal;
        this.shown = shown;
        this.agentId = agentId;
        this.scope = journal.scope();
        this.start = journal.cursor();
    }

    /**
     * Looks as far as the replica reached when this was made.
     *
     * @param head how far the server's history goes
     * @throws HistoryMismatchException if the events are not those that the hashes are of
     * @throws IllegalStateException if the replica has changed meanwhile
     */
    ScopeVerdict run(long head) {
        long through = start.sequenceNumber();
        try {
            read(through);
        } catch (HistoryMismatchException e) {
            requireUnchanged();
            throw e;
        }
        requireUnchanged();
        return new ScopeVerdict(through, Math.max(head, through), read, withheld, examples);
    }

    private void requireUnchanged() {
        if (!journal.scope().equals(scope) || !reaches(start)) {
            throw new IllegalStateException(
                    "what the replica follows or holds was changed during the check, so it says nothing: check again");
        }
    }

    /** Whether the replica still has what it had, and perhaps more. */
    private boolean reaches(Cursor cursor) {
        return journal.cursor().sequenceNumber() >= cursor.sequenceNumber();
    }

    private void read(long through) {
        long next = 1;
        List<SubtreeRoot> parts = upTo(through, next);
        while (!parts.isEmpty()) {
            Set<Long> held = journal.held(next, AT_ONCE).stream()
                    .map(PulledEvent::sequenceNumber)
                    .collect(Collectors.toSet());
            parts.stream()
                    .filter(part -> part.height() > 0 || !held.contains(part.end()))
                    .forEach(this::check);
            next = parts.get(parts.size() - 1).end() + 1;
            parts = upTo(through, next);
        }
    }

    private List<SubtreeRoot> upTo(long through, long next) {
        return journal.subtrees(next, AT_ONCE).stream()
                .filter(part -> part.end() <= through)
                .toList();
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
