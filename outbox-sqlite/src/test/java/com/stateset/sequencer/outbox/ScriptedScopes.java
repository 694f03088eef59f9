package com.stateset.sequencer.outbox;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.ScopedPage;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A naive server's scoped pages: as much as the limit allows of events, and all hashes that it takes; or lies. */
final class ScriptedScopes {

    private final Set<UUID> hidden = ConcurrentHashMap.newKeySet();
    private volatile UnaryOperator<ScopedPage> lie = UnaryOperator.identity();
    private volatile boolean known = true;

    void lie(UnaryOperator<ScopedPage> value) {
        lie = value;
    }

    /** Shows a hash in the place of an event that is in the scope. */
    void hide(UUID eventId) {
        hidden.add(eventId);
    }

    /** Answers as a server that does not know the call. */
    void forget() {
        known = false;
    }

    ScopedPage page(List<PulledEvent> log, Predicate<Event> follows, EventScope scope, long from, long to, int limit) {
        if (!known) {
            throw new TransportException.Refused(404, "no such call");
        }
        List<PulledEvent> events = new ArrayList<>();
        List<SubtreeRoot> subtrees = new ArrayList<>();
        List<Hash> run = new ArrayList<>();
        long through = from - 1;
        while (through < Math.min(to, log.size()) && events.size() < limit) {
            PulledEvent event = log.get((int) through++);
            Event content = event.sequenced().event();
            if (follows.test(content) && !hidden.contains(content.eventId())) {
                subtrees.addAll(SubtreeRoot.over(through - 1 - run.size(), run));
                run.clear();
                events.add(event);
            } else {
                run.add(event.sequenced().leafHash());
            }
        }
        subtrees.addAll(SubtreeRoot.over(through - run.size(), run));
        return lie.apply(new ScopedPage(scope, from, through, events, subtrees, log.size()));
    }
}
