package com.stateset.sequencer.outbox;

import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.outbox.connection.OutboxDatabase;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sync.BatchLimits;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.HistoryBasis;
import com.stateset.sequencer.sync.HistoryPin;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.NewHistory;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PushOutcome;
import com.stateset.sequencer.sync.ScopedPage;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox as the sync agent sees it: a queue to send from, answers to record, a replica to continue.
 * Thread-safe.
 *
 * <p>Each call is one transaction, and leaves the file in a state from which another process can go on: a
 * crash between two calls loses nothing. In particular, what is taken is marked as sent before it leaves
 * ({@link TakeBatch}), and an answer, the state of what follows it and the number of accepted events change
 * together ({@link RecordOutcomes}).
 *
 * <p>Several processes may sync one file. They may send the same event twice, which the server answers with
 * the same place; what is concluded from an event's absence in the log is checked again in the transaction
 * that records it.
 */
record SqliteJournal(OutboxDatabase database, OutboxTables tables, Clock clock) implements SyncJournal {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);

    @Override
    public List<LocalEvent> take(BatchLimits limits, Set<UUID> leftOut) {
        return database.write(session -> new TakeBatch(tables.events(session), limits, leftOut).run());
    }

    /** Counts down and never below zero: another process may have had an answer for the same event meanwhile, which sets it to zero. */
    @Override
    public void putBack(List<LocalEvent> batch) {
        change(session -> {
            for (LocalEvent event : batch) {
                session.update("""
                        update sequencer_outbox_events set unanswered = unanswered - 1
                        where position = ? and unanswered > 0
                        """, event.position());
            }
        });
    }

    @Override
    public void record(List<PushOutcome> outcomes, long headSequence) {
        change(session -> {
            HeadTable head = new HeadTable(session);
            new RecordOutcomes(tables.events(session), head).record(outcomes);
            head.sawHead(headSequence);
        });
    }

    /**
     * The replica is looked at once more in this transaction: the absence of an event in the log counts only up to where the replica
     * reaches now, and {@code goBackTo} of another process may have moved that.
     */
    @Override
    public void setAside(List<PushOutcome.Rejected> lost, long through, Map<UUID, Integer> unanswered) {
        change(session -> {
            HeadTable head = new HeadTable(session);
            if (head.cursor().sequenceNumber() >= through) {
                new RecordOutcomes(tables.events(session), head).lost(lost, unanswered);
            }
        });
    }

    @Override
    public Map<UUID, Integer> unanswered() {
        Map<UUID, Integer> unanswered = new HashMap<>();
        database.read(session -> session.query(
                "select event_id, unanswered from sequencer_outbox_events where unanswered > 0",
                row -> unanswered.put(BinaryForm.uuid(row.getBytes(1)), row.getInt(2))));
        return unanswered;
    }

    /** Only what waits: an event that got its outcome meanwhile is past suspicion. */
    @Override
    public void suspect(List<LocalEvent> unit) {
        change(session -> {
            for (LocalEvent event : unit) {
                session.update(
                        "update sequencer_outbox_events set suspected = 1 where position = ? and state = 0",
                        event.position());
            }
        });
    }

    @Override
    public boolean isSuspected(UUID eventId) {
        return database.read(session -> session.number("""
                select exists (select 1 from sequencer_outbox_events where event_id = ? and state = 0 and suspected = 1)
                """, eventId)) == 1;
    }

    @Override
    public Optional<LocalEvent> lastStored() {
        return database.read(session -> tables.events(session).lastStored().map(OutboxRow::toLocalEvent));
    }

    @Override
    public Cursor cursor() {
        return database.read(session -> new HeadTable(session).cursor());
    }

    @Override
    public void apply(List<PulledEvent> events, long headSequence) {
        change(session -> new ApplyPage(session, tables).all(events, headSequence));
    }

    @Override
    public void apply(ScopedPage page) {
        change(session -> new ApplyPage(session, tables).scoped(page));
    }

    @Override
    public EventScope scope() {
        return database.read(session -> new ScopeTable(session).scope());
    }

    /**
     * Read as it is kept. Where it is behind the cursor, in a file that an older version has written, it is brought up under the write lock,
     * where both are read again: of two processes that find it so, the second has nothing to do.
     */
    @Override
    public CompactRange rightEdge() {
        return database.read(session -> {
                    CompactRange edge = new HistoryTable(session).edge();
                    return edge.size() == new HeadTable(session).cursor().sequenceNumber()
                            ? Optional.of(edge)
                            : Optional.<CompactRange>empty();
                })
                .orElseGet(() -> database.write(session -> new HistoryTable(session)
                        .catchUp(new HeadTable(session).cursor().sequenceNumber())));
    }

    @Override
    public List<SubtreeRoot> subtrees(long from, int limit) {
        return database.read(session -> new HistoryTable(session).subtrees(from, limit));
    }

    @Override
    public HistoryPin historyPin() {
        return database.read(session -> new HistoryTable(session).pin());
    }

    @Override
    public void pin(HistoryPin pin) {
        change(session -> new HistoryTable(session).pin(pin));
    }

    /** Both in one transaction: a checkpoint that is pinned without the note of what was compared would claim more than was seen. */
    @Override
    public void agreed(HistoryBasis basis, long size, @Nullable HistoryPin pin) {
        change(session -> {
            HistoryTable history = new HistoryTable(session);
            history.compared(basis, size);
            if (pin != null) {
                history.pin(pin);
            }
        });
    }

    @Override
    public void goBackTo(long through) {
        change(session -> new GoBack(session, tables.replica(session)).to(through));
    }

    @Override
    public List<PulledEvent> held(long from, int limit) {
        return database.read(session -> tables.replica(session).held(from, limit));
    }

    /** The seal first: rows that come back to the queue are written anew, and must not come back in the clear. */
    @Override
    public void recover(NewHistory history) {
        change(session -> {
            tables.seal().requireFor(session);
            new RecoverHistory(session, tables).to(history);
        });
    }

    @Override
    public Optional<Ed25519PublicKey> namedKey() {
        return database.read(session -> new HeadTable(session).namedKey());
    }

    @Override
    public void nameKey(Ed25519PublicKey key) {
        change(session -> new HeadTable(session).nameKey(key));
    }

    @Override
    public void forgetNamedKey() {
        change(session -> new HeadTable(session).forgetNamedKey());
    }

    @Override
    public Optional<LocalEvent> own(UUID eventId) {
        return database.read(session -> tables.events(session).find(eventId).map(OutboxRow::toLocalEvent));
    }

    /** State 3 is {@link OutboxRowState#ACCEPTED}: in the log, and not in the replica yet. A partial index has only those. */
    @Override
    public Map<Long, UUID> ownBeyondReplica(long through) {
        Map<Long, UUID> own = new HashMap<>();
        database.read(session -> session.query(
                "select sequence_number, event_id from sequencer_outbox_events where state = 3 and sequence_number <= ?",
                row -> own.put(row.getLong(1), BinaryForm.uuid(row.getBytes(2))),
                through));
        return own;
    }

    @Override
    public List<LocalEvent> receipted(long from, long through, long bytes) {
        return database.read(session -> tables.events(session).receipted(from, through, bytes).stream()
                .map(OutboxRow::toLocalEvent)
                .toList());
    }

    @Override
    public long ownThrough() {
        return database.read(
                session -> session.number("select max(sequence_number) from sequencer_outbox_events where state = 3"));
    }

    @Override
    public long replicaVersion(EntityRef entity) {
        return database.read(session -> tables.replica(session).version(entity));
    }

    @Override
    public boolean replicaHolds(UUID eventId) {
        return database.read(session -> tables.replica(session).holds(eventId));
    }

    @Override
    public OutboxKey key() {
        return database.read(session -> new HeadTable(session).key());
    }

    @Override
    public void keyRevoked(long keyId, Instant at) {
        change(session -> new HeadTable(session).revoked(keyId, at));
    }

    /** Writes: the mark that is shown next is made here once, and kept before it leaves, so that a lost answer repeats it. */
    @Override
    public DeviceSighting sighting() {
        return database.write(session -> new DeviceColumns(session).sighting(tables.profile()));
    }

    @Override
    public boolean shown(DeviceSighting sighting, DeviceReport report) {
        return database.write(session -> new DeviceColumns(session).shown(sighting, report, clock.instant()));
    }

    @Override
    public void becomeAnotherDevice() {
        change(session -> new DeviceColumns(session).becomeAnother());
    }

    @Override
    public Optional<SequencerPin> sequencer() {
        return database.read(session -> new PinTable(session).sequencer());
    }

    @Override
    public void pin(SequencerPin sequencer) {
        change(session -> new PinTable(session).pin(sequencer));
    }

    @Override
    public Map<Long, Ed25519PublicKey> agentKeys(UUID agentId) {
        return database.read(session -> new PinTable(session).agentKeys(agentId));
    }

    @Override
    public void keepAgentKeys(UUID agentId, Map<Long, Ed25519PublicKey> keys) {
        change(session -> new PinTable(session).keepAgentKeys(agentId, keys));
    }

    @Override
    public void succeeded() {
        long now = BinaryForm.micros(clock.instant());
        change(session -> session.update("update sequencer_outbox set last_error = null, last_sync = ?", now));
    }

    @Override
    public void failed(String problem) {
        change(session -> session.update("update sequencer_outbox set last_error = ?", problem));
    }

    /**
     * Writes the file anew where erased payloads may be left in free pages. That needs the file alone for a moment; a process that holds it
     * keeps it, and the next sync tries again, since {@code unclean} stays. It is a count and not a flag: only what was counted before the
     * file was written is known to be gone.
     */
    @Override
    public void cleanUp() {
        long unclean = database.read(session -> session.number("select unclean from sequencer_outbox"));
        if (unclean == 0) {
            return;
        }
        try {
            database.writeAnew();
        } catch (StoreUnavailableException e) {
            LOG.debug("Pages with erased payloads are removed later", e);
            return;
        }
        // Another process may have erased more meanwhile.
        change(session -> session.update("update sequencer_outbox set unclean = 0 where unclean = ?", unclean));
    }

    /** Runs what returns nothing. */
    private void change(Change change) {
        database.write(session -> {
            change.in(session);
            return true;
        });
    }

    /** Something to do in a transaction. */
    @FunctionalInterface
    private interface Change {

        void in(Session session) throws SQLException;
    }
}
