package com.stateset.sequencer.outbox;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.ScopedPage;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Adds a verified page to the replica, within a write transaction: its events and what stands for others, the edge of the tree over them, the
 * cursor, the places of own events, and erasures last.
 *
 * <p><b>What can race.</b> Another process may have pulled since the page was asked for, or changed the scope. Of a page of all events, what
 * is there already is passed over, and must be the same where the two meet. A page of a scope cannot be cut, since its hashes stand for
 * several events: it is added if the replica ends right before it, or not at all. A page that was asked for under another scope is dropped.
 * Not thread-safe; for one page.
 */
final class ApplyPage {

    private final Session session;
    private final OutboxTables tables;
    private final HeadTable head;
    private final ScopeTable scope;

    ApplyPage(Session session, OutboxTables tables) {
        this.session = session;
        this.tables = tables;
        this.head = new HeadTable(session);
        this.scope = new ScopeTable(session);
    }

    /**
     * Adds a page of all events.
     *
     * @throws IllegalArgumentException if it leaves a gap
     */
    void all(List<PulledEvent> events, long headSequence) throws SQLException {
        tables.seal().requireFor(session);
        if (!scope.scope().isAll()) {
            return;
        }
        Cursor before = head.cursor();
        List<PulledEvent> fresh = events.stream()
                .filter(event -> event.sequenceNumber() > before.sequenceNumber())
                .toList();
        requireSameWhereTheyMeet(before, events);
        long expected = before.sequenceNumber();
        for (PulledEvent event : fresh) {
            if (event.sequenceNumber() != ++expected) {
                throw new IllegalArgumentException(
                        "event " + event.sequenceNumber() + " does not continue the replica; " + expected + " would");
            }
        }
        if (!fresh.isEmpty()) {
            add(
                    new ScopedPage(
                            EventScope.ALL, before.sequenceNumber() + 1, expected, fresh, List.of(), headSequence),
                    before);
        }
        head.sawHead(headSequence);
    }

    /** Adds a page of a scope. */
    void scoped(ScopedPage page) throws SQLException {
        tables.seal().requireFor(session);
        Cursor before = head.cursor();
        if (!scope.scope().equals(page.scope()) || page.from() != before.sequenceNumber() + 1) {
            return;
        }
        if (!page.isEmpty()) {
            add(page, before);
            forgetOthers(page.hidden());
        }
        head.sawHead(page.headSequence());
    }

    /** Another process may have pulled meanwhile: what comes in must follow what that one was shown. */
    private static void requireSameWhereTheyMeet(Cursor before, List<PulledEvent> events) {
        for (PulledEvent event : events) {
            if (event.sequenceNumber() == before.sequenceNumber()
                    && !event.sequenced().leafHash().equals(before.leafHash())) {
                throw new HistoryMismatchException(
                        event.sequenceNumber(), "it is another event than the one that another process was shown");
            }
        }
    }

    private void add(ScopedPage page, Cursor before) throws SQLException {
        ReplicaTable replica = tables.replica(session);
        for (PulledEvent event : page.events()) {
            replica.insert(event);
        }
        if (!page.hidden().isEmpty()) {
            scope.insert(page.hidden());
        }
        HistoryTable history = new HistoryTable(session);
        List<SubtreeRoot> tree = page.tree();
        history.move(history.catchUp(before.sequenceNumber()).appendSubtrees(tree));
        head.moveCursor(cursorAfter(page, tree, before));
        settleOwn(page);
        erase(page.events());
    }

    /** Of a page that ends with events that are not held, the hash that stands for the last of them. */
    private static Cursor cursorAfter(ScopedPage page, List<SubtreeRoot> tree, Cursor before) {
        List<PulledEvent> events = page.events();
        PulledEvent last = events.isEmpty() ? null : events.get(events.size() - 1);
        Hash end = last != null && last.sequenceNumber() == page.through()
                ? last.sequenced().leafHash()
                : tree.get(tree.size() - 1).hash();
        int keyVersion =
                last == null ? before.sequencerKeyVersion() : last.sequenced().sequencerKeyVersion();
        return new Cursor(page.through(), end, keyVersion);
    }

    /** What was pulled before the scope was changed is known to be of another device, or not. */
    private void settleOwn(ScopedPage page) throws SQLException {
        EventTable own = tables.events(session);
        UUID agentId = tables.profile().agentId();
        boolean refills = own.hasOthers();
        new RecordOutcomes(own, head)
                .pulled(
                        tables.profile(),
                        scope.pulledBefore(),
                        page.events().stream()
                                .filter(event -> refills || RecordOutcomes.isOwn(event, agentId))
                                .toList());
    }

    /**
     * Other agents' events that were sent again, and are not in the scope, are forgotten where the hash of their place shows that they are in
     * the log. A hash of several events shows nothing, and the server's word alone is not enough: this may be the last copy.
     */
    private void forgetOthers(List<SubtreeRoot> hidden) throws SQLException {
        EventTable events = tables.events(session);
        if (!events.hasOthers()) {
            return;
        }
        for (SubtreeRoot place : hidden) {
            Optional<OutboxRow> row = place.height() == 0 ? events.acceptedOthersAt(place.end()) : Optional.empty();
            if (row.isPresent() && place.equals(entry(row.get().event(), place.first()))) {
                events.remove(row.get());
            }
        }
    }

    private static SubtreeRoot entry(Event event, long index) {
        return SubtreeRoot.ofEntry(
                index,
                VesHashes.leaf(
                        event.stream(),
                        index + 1,
                        VesHashes.signing(event),
                        event.authorship().signature()));
    }

    /** After the places of own events are known: an event that was erased may have come with the same page. */
    private void erase(List<PulledEvent> events) throws SQLException {
        Optional<SequencerPin> sequencer = new PinTable(session).sequencer();
        for (PulledEvent event : events) {
            Optional<RecordedErasure> record =
                    sequencer.flatMap(pin -> RecordedErasure.of(event.sequenced(), pin.sequencerId()));
            if (record.isPresent()) {
                new PayloadErasure(session, tables).apply(record.get());
            }
        }
    }
}
