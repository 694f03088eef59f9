package com.stateset.sequencer.sync;

import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a {@link com.stateset.sequencer.sync.agent.SyncAgent} does with an outbox. Each call is one transaction, and idempotent. Thread-safe. */
public interface SyncJournal {

    /**
     * Returns the events to be sent next, in order, and marks them as possibly sent before it returns: from now on they may only
     * be sent again as they are, until their outcome is known. Commands are whole; events are all signed or all unsigned.
     *
     * <p>An event is in the batch only if the ones before it of its entity have been accepted, or stand before it in the batch and the
     * limits allow {@linkplain BatchLimits#chains chains}.
     */
    default List<LocalEvent> take(BatchLimits limits) {
        return take(limits, Set.of());
    }

    /**
     * Takes likewise, but leaves out these events, their commands, and what must come after them because it is about the same
     * entities. What is left out stays as it is.
     */
    List<LocalEvent> take(BatchLimits limits, Set<UUID> leftOut);

    /** Tells that a batch that was taken certainly did not get in. */
    void putBack(List<LocalEvent> batch);

    /**
     * Keeps what became of events that were taken; blocks what must wait behind the rejected ones.
     *
     * @param headSequence the stream's last sequence number, as the server told it; 0 if it did not
     * @throws com.stateset.sequencer.error.HistoryMismatchException if an event is said to have another place than before
     */
    void record(List<PushOutcome> outcomes, long headSequence);

    /**
     * Keeps that events which may have been sent are to count as rejected, because the log does not hold them. Blocks what must
     * wait behind them, also what may have been sent: the log does not hold it either. An event that has had its outcome meanwhile
     * keeps it. If the replica does not reach so far, or one of all these events has been sent by somebody else meanwhile, nothing
     * changes.
     *
     * @param lost the events, commands whole; none of them has been sent since the latest pull began
     * @param through how far the log was after the server failed at them
     * @param unanswered how many times events have been sent without an answer, as far as the caller knows; others: never
     */
    void setAside(List<PushOutcome.Rejected> lost, long through, Map<UUID, Integer> unanswered);

    /** How many times the events have been sent that have been and got no answer. */
    Map<UUID, Integer> unanswered();

    /** Keeps that the server fails at these events while it answers others; until they have an outcome or are tried again. */
    void suspect(List<LocalEvent> unit);

    /** Whether an event that has no outcome is under suspicion. */
    boolean isSuspected(UUID eventId);

    /** The own event that was accepted and came in last, of those whose payload is still held. */
    Optional<LocalEvent> lastStored();

    /** How far the replica reaches. */
    Cursor cursor();

    /**
     * Adds events that have been verified to the replica and moves the cursor and the right edge, in one transaction. Those that it
     * holds already are left out. Own events among them are accepted, if that was not known yet. The sequencer's record that an entity
     * was erased drops the payloads of the entity's events before it, here and among the own ones; their hashes stay. If the replica
     * follows less than the whole stream by now, nothing changes.
     *
     * @param events the next ones after the replica's last, without a gap
     * @param headSequence the stream's last sequence number, as the server told it
     * @throws com.stateset.sequencer.error.HistoryMismatchException if the replica's last event stands among them as another one
     */
    void apply(List<PulledEvent> events, long headSequence);

    /** What the replica follows. */
    EventScope scope();

    /**
     * Adds a page likewise that has been verified: its events, and what stands for the others. If the replica does not end right before it,
     * or follows something else by now, nothing changes.
     */
    void apply(ScopedPage page);

    /**
     * The right edge of the tree over the replica's leaves: as many as {@link #cursor} tells. Its root is what a signed checkpoint
     * of that size must have.
     */
    CompactRange rightEdge();

    /**
     * The subtrees that the replica's tree is made of, in order: each event that is held by itself, and what stands for the others.
     *
     * @param from the sequence number at which the first one begins, at least 1; one within a subtree finds the next
     * @param limit the most subtrees to return
     */
    List<SubtreeRoot> subtrees(long from, int limit);

    /** What is pinned of the signed history. */
    HistoryPin historyPin();

    /** Pins a key or a checkpoint, in place of what was pinned before. */
    void pin(HistoryPin pin);

    /**
     * Keeps what the replica was compared with and agreed to, up to an event; and the checkpoint, if it was one, as the pinned
     * one.
     */
    void agreed(HistoryBasis basis, long size, @Nullable HistoryPin pin);

    /**
     * Gives up what is held beyond an event, because another history was accepted: the replica ends there, the pinned checkpoint
     * is forgotten, the pinned key stays. Own events that stood beyond it wait to be sent again, each in its old place among
     * those that wait; the server answers for those that it has.
     *
     * @param through the last event to keep; 0 for none
     * @throws IllegalArgumentException if the replica does not reach so far
     */
    void goBackTo(long through);

    /** The own event of this id, if it came in here; or another agent's that waits here to be sent again. */
    Optional<LocalEvent> own(UUID eventId);

    /**
     * Reads the replica's events with their receipts.
     *
     * @param from the first sequence number, at least 1
     * @param limit the most events to return
     */
    List<PulledEvent> held(long from, int limit);

    /**
     * Goes over to another history, in one transaction: the replica ends at the last common event, and the sequencer and its key are
     * those that are trusted from now on. Own events that stood beyond it wait to be sent again with their ids, and so do other agents'
     * signed ones, if that is wanted: before all that waits already, in the order of the history that ended. Other agents' events stay in
     * the queue until the replica holds them, or they are discarded.
     *
     * @throws IllegalStateException if the replica is not where it was when this was decided
     */
    void recover(NewHistory history);

    /** The sequencer's key that the operator has named for a server that is not the one that was met first. */
    Optional<Ed25519PublicKey> namedKey();

    /** Keeps such a key until the outbox has gone over to that server's history. */
    void nameKey(Ed25519PublicKey key);

    /** Keeps it no longer. */
    void forgetNamedKey();

    /** The own accepted events that the replica does not hold yet, up to a sequence number. */
    Map<Long, UUID> ownBeyondReplica(long through);

    /**
     * The own events that the replica does not hold yet, although they are whole here and a signed receipt names their place: a pull need not
     * bring them. In the order of their places.
     *
     * @param from the first sequence number
     * @param through the last one
     * @param bytes with the event that makes their payloads as large, they end
     */
    default List<LocalEvent> receipted(long from, long through, long bytes) {
        return List.of();
    }

    /** The sequence number of the last own event that is known to stand in the log; 0 for none. */
    long ownThrough();

    /** The count of an entity's events in the replica. */
    long replicaVersion(EntityRef entity);

    /** Whether the replica holds an event of this id. */
    boolean replicaHolds(UUID eventId);

    /** The key that the outbox signs with, and what is known of it. */
    OutboxKey key();

    /** Keeps that a key was revoked, if it is the one that the outbox signs with. It is never forgotten again. */
    void keyRevoked(long keyId, Instant at);

    /** What this installation shows a server next. The same until {@link #shown} says that it was answered. */
    DeviceSighting sighting();

    /**
     * Keeps that a sighting was answered, and what the answer says of copies, until {@link #becomeAnotherDevice}. A mark that this
     * installation has shown itself before says nothing: the server has gone back to an earlier state.
     *
     * @return whether there is another installation with this identity: a copy, or one that signs with the same key
     */
    boolean shown(DeviceSighting sighting, DeviceReport report);

    /** Gives this installation an id of its own, when it is a copy: the other one keeps the old one. */
    void becomeAnotherDevice();

    /** The sequencer that was met first, with the keys that it has shown since. */
    Optional<SequencerPin> sequencer();

    /** Pins a sequencer, or further keys of the one that is pinned. */
    void pin(SequencerPin sequencer);

    /** The public keys of an agent that have been seen, by key id. */
    Map<Long, Ed25519PublicKey> agentKeys(UUID agentId);

    /** Keeps public keys of an agent; one that is there already is never replaced. */
    void keepAgentKeys(UUID agentId, Map<Long, Ed25519PublicKey> keys);

    /**
     * Removes what is left of erased payloads in the place where the outbox is kept, if there is any. Does nothing if that is not possible
     * just now; it is left to be done then.
     */
    void cleanUp();

    /** Keeps that an attempt to sync succeeded. */
    void succeeded();

    /** Keeps why an attempt to sync failed. */
    void failed(String problem);
}
