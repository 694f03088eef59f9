package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.sync.HistoryPin;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.NewHistory;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.recovery.LostEvent;
import com.stateset.sequencer.sync.recovery.LostSummary;
import com.stateset.sequencer.tlog.LogInclusionProof;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a server has of a stream, what an outbox holds that the server has not, and the way over to the server's history. Made by {@link
 * SyncAgent#recovery}; nothing is changed until {@link #accept} is called.
 *
 * <pre>{@code
 * Recovery recovery = agent.recovery();
 * if (recovery.isNeeded()) {
 *     recovery.forEachLost(evidence::add);   // each with its receipt; recovery.checkpoint() proves them
 *     recovery.accept(true);                 // own lost events, and others' signed ones, wait to be sent again
 *     agent.syncOnce();
 * }
 * }</pre>
 *
 * <p><b>What can race.</b> Between the look and {@link #accept}, another process may pull, or accept the history itself. The one
 * transaction of {@code accept} begins with a comparison of the cursor, and does nothing if it has moved. The server may change, too: what it
 * has gained meanwhile is pulled afterwards and verified as always, and if it has lost more, the next sync finds that.
 *
 * <p><b>What must hold.</b> An event that was accepted once keeps its id, its bytes and its signature, so that however many agents send it
 * again, the history has it once. Nothing is sent before the transaction is durable. Not thread-safe.
 */
public final class Recovery {

    private static final int AT_ONCE = 1000;

    private final SyncJournal journal;
    private final UUID agentId;
    private final ServerView view;
    private final Optional<SequencerPin> before;
    private final HistoryPin pin;
    private final SortedMap<Long, UUID> promised;
    private final Optional<HeldTree> tree;
    private @Nullable LostSummary summary;

    /**
     * Takes what was found.
     *
     * @param promised the own accepted events that the replica does not hold, and the server has not where it promised them
     * @param tree what is held, to be proved by the checkpoint that agreed last
     */
    Recovery(
            SyncJournal journal,
            UUID agentId,
            ServerView view,
            SortedMap<Long, UUID> promised,
            Optional<HeldTree> tree) {
        this.journal = journal;
        this.agentId = agentId;
        this.view = view;
        this.before = journal.sequencer();
        this.pin = journal.historyPin();
        this.promised = promised;
        this.tree = tree;
    }

    /** Whether the server has lost something, or is another one: otherwise a sync is all that is needed. */
    public boolean isNeeded() {
        return view.common() < view.held().sequenceNumber()
                || !promised.isEmpty()
                || isAnotherSequencer()
                || view.problem().isPresent();
    }

    /** Whether the replica is still where it was when this was made. */
    public boolean isCurrent() {
        return journal.cursor().equals(view.held());
    }

    /** Who sequences now. */
    public SequencerPin sequencer() {
        return view.sequencer();
    }

    /** Whether that is not the sequencer that was met first, or no longer has its keys. */
    public boolean isAnotherSequencer() {
        return before.isPresent() && !view.sequencer().continues(before.get());
    }

    /** How many events the server has. */
    public long serverSize() {
        return view.size();
    }

    /** How many events the replica holds. */
    public long heldThrough() {
        return view.held().sequenceNumber();
    }

    /** The last event that is the same here and there; 0 for none. */
    public long commonThrough() {
        return view.common();
    }

    /** Why a sync refuses the server, as a sentence; empty if it does not. */
    public Optional<String> problem() {
        return view.problem();
    }

    /** The signed note that the replica agreed with last: it proves that what it covers was accepted once. */
    public Optional<String> checkpoint() {
        return Optional.ofNullable(pin.checkpoint());
    }

    /** The signed note that the server shows now. */
    public Optional<String> shownCheckpoint() {
        return view.head()
                .flatMap(head -> Optional.ofNullable(head.checkpoint()))
                .map(Object::toString);
    }

    /** How many events were lost, by the way in which they can come back. Reads them all, once. */
    public LostSummary lost() {
        LostSummary known = summary;
        if (known == null) {
            LostSummary[] sum = {LostSummary.NOTHING};
            forEachLost(event -> sum[0] = sum[0].plus(event));
            known = sum[0];
            summary = known;
        }
        return known;
    }

    /**
     * How many events were lost that the replica reached and does not hold, because they are not in its scope: this agent can bring none of
     * them back.
     */
    public long lostUnseen() {
        long reached = view.held().sequenceNumber()
                - Math.min(view.common(), view.held().sequenceNumber());
        return reached == 0 ? 0 : reached - heldBeyond(view.common());
    }

    private long heldBeyond(long number) {
        long count = 0;
        List<PulledEvent> page = journal.held(number + 1, AT_ONCE);
        while (!page.isEmpty()) {
            count += page.size();
            page = journal.held(page.get(page.size() - 1).sequenceNumber() + 1, AT_ONCE);
        }
        return count;
    }

    /** Passes on the lost events in the order of the history that ended: the replica's, then those that were only promised a place. */
    public void forEachLost(Consumer<LostEvent> consumer) {
        long from = view.common() + 1;
        List<PulledEvent> page = journal.held(from, AT_ONCE);
        while (!page.isEmpty()) {
            page.forEach(event -> consumer.accept(lost(event)));
            from = page.get(page.size() - 1).sequenceNumber() + 1;
            page = journal.held(from, AT_ONCE);
        }
        for (Map.Entry<Long, UUID> promise : promised.entrySet()) {
            journal.own(promise.getValue()).ifPresent(own -> consumer.accept(lost(promise.getKey(), own)));
        }
    }

    /**
     * Proves that an event of the replica stands in the history of {@link #checkpoint}.
     *
     * @return the proof; empty if no checkpoint covers the event
     */
    public Optional<LogInclusionProof> inclusion(long sequenceNumber) {
        return tree.filter(ignored -> sequenceNumber <= view.provenThrough())
                .flatMap(held -> held.inclusion(sequenceNumber - 1, view.provenThrough()));
    }

    /**
     * Goes over to the server's history, in one transaction that is durable when this returns: the replica ends at the last common event,
     * lost own events wait to be sent again, and the server's sequencer is the one that is trusted. What can be neither sent nor pulled
     * again is gone from the replica: keep it before.
     *
     * @param othersToo whether other agents' signed events are to be sent again, too, in their authors' names
     * @throws IllegalStateException if the replica has changed since this was made, or there is nothing to recover
     */
    public void accept(boolean othersToo) {
        if (!isNeeded()) {
            throw new IllegalStateException("the server has all that is held here; there is nothing to recover");
        }
        journal.recover(new NewHistory(view.held(), view.common(), view.sequencer(), view.pin(), othersToo));
    }

    private LostEvent lost(PulledEvent held) {
        SequencedEvent sequenced = held.sequenced();
        Event event = sequenced.event();
        Receipt receipt = held.receiptSignature() == null || before.isEmpty()
                ? null
                : new Receipt(
                        before.get().sequencerId(),
                        event.eventId(),
                        sequenced.sequenceNumber(),
                        sequenced.sequencedAt(),
                        held.receiptHash(),
                        sequenced.sequencerKeyVersion(),
                        held.receiptSignature());
        return new LostEvent(sequenced.sequenceNumber(), event, receipt, LostEvent.wayOf(event, agentId));
    }

    private LostEvent lost(long number, LocalEvent own) {
        Receipt receipt = own.state() instanceof LocalState.Accepted accepted ? accepted.receipt() : null;
        return new LostEvent(number, own.event(), receipt, LostEvent.wayOf(own.event(), agentId));
    }
}
