package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.protocol.http.Retries;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.ScopeVerdict;
import com.stateset.sequencer.sync.Subscription;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.SyncReport;
import com.stateset.sequencer.sync.Transport;
import com.stateset.sequencer.sync.conflict.ConflictHandler;
import com.stateset.sequencer.sync.conflict.ConflictSettler;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries an outbox's events to the server and the stream's events back, either when asked ({@link #syncOnce}) or in the
 * background ({@link #start}).
 *
 * <pre>{@code
 * try (SyncAgent agent = SyncAgent.builder(outbox, transport).build()) {
 *     agent.start();
 *     ...
 * }
 * }</pre>
 *
 * <p>It may be killed at any moment: what it was doing is done again, and the log holds every event once. Thread-safe; there is
 * one batch in flight at a time. It closes neither its outbox nor its transport.
 */
public final class SyncAgent implements AutoCloseable {

    /** A handler that answers each time, while another agent is faster each time, is asked again at the next attempt. */
    private static final int MOST_SETTLEMENTS = 5;

    /** What the server does not tell of, such as what it has lost, is found by looking. */
    private static final Duration WHILE_LISTENING = Duration.ofMinutes(1);

    private final Outbox outbox;
    private final @Nullable ConflictHandler conflicts;
    private final SyncJournal journal;
    private final TrustedSequencer sequencer;
    private final OwnKey ownKey;
    private final OwnDevice device;
    private final TrustedHistory history;
    private final Pusher pusher;
    private final Puller puller;
    private final RecoveryPlanner recovery;
    private final Wakeup wakeup = new Wakeup();
    private final Supplier<Thread> starter;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Thread background;

    SyncAgent(SyncAgentBuilder config) {
        this.outbox = config.outbox;
        this.conflicts = config.conflicts;
        this.journal = outbox.journal();
        var stream = outbox.profile().stream();
        this.sequencer = new TrustedSequencer(journal, config.transport);
        KeyRing keys = new KeyRing(stream.tenantId(), journal, config.transport, sequencer, config.verifier);
        this.ownKey = new OwnKey(outbox.profile(), journal, keys);
        this.device = new OwnDevice(journal, config.transport, config.refusesCopies);
        PageVerifier verifier = new PageVerifier(stream, journal, sequencer, keys, config.verifier);
        this.history = new TrustedHistory(stream, journal, config.transport, sequencer, config.evidence);
        this.recovery =
                new RecoveryPlanner(outbox.profile(), journal, config.transport, sequencer, history, config.verifier);
        ScopedPuller scoped = new ScopedPuller(
                stream, outbox.profile().agentId(), journal, config.transport, verifier, history, config.pageEvents);
        this.puller = new Puller(
                stream, journal, config.transport, verifier, history, scoped, config.listener, config.pageEvents);
        this.pusher = new Pusher(
                outbox.profile().agentId(),
                journal,
                config.transport,
                new AnswerVerifier(sequencer, config.verifier),
                config.listener,
                config.limits,
                puller::confirmHistory);
        GrowthListener growth = new GrowthListener(outbox, config.transport, wakeup::signal);
        SyncLoop loop = new SyncLoop(
                () -> {
                    growth.listenIfAll();
                    syncOnce();
                },
                wakeup,
                Retries.endless(config.firstBackoff, config.longestBackoff),
                () -> growth.isConnected() ? longer(config.interval) : config.interval,
                config.listener);
        this.starter = () -> new Thread(() -> whileSubscribed(growth, loop), "sync-agent");
    }

    /** Starts to configure an agent. */
    public static SyncAgentBuilder builder(Outbox outbox, Transport transport) {
        return new SyncAgentBuilder(outbox, transport);
    }

    /**
     * Pushes what waits, then pulls what is new: one attempt, which ends at the first failure. What it did until then is kept, and
     * the failure shows in the outbox's status.
     *
     * @throws com.stateset.sequencer.error.TransportException if the server could not be reached, or refused
     * @throws com.stateset.sequencer.error.HistoryMismatchException if the server's history is not the one that is held
     * @throws com.stateset.sequencer.error.VerificationException if the server is not the one that was met first
     */
    public SyncReport syncOnce() {
        return attempt(this::pushAndPull);
    }

    /** Pushes what waits: one attempt, like {@link #syncOnce}. The server must still hold the history that is held here. */
    public SyncReport push() {
        return attempt(() -> {
            PushTally pushed = pushAll();
            pusher.requireNoCandidate();
            return new SyncReport(pushed.stored(), pushed.rejected(), 0);
        });
    }

    /** Pulls what is new: one attempt, like {@link #syncOnce}. */
    public SyncReport pull() {
        return attempt(() -> new SyncReport(0, 0, puller.pull()));
    }

    /**
     * Gives up what is held and the server's history does not have, because it was replaced by another that is to be trusted, such as
     * a backup that was restored on purpose. Own events among them wait to be sent again. The sequencer and its key stay the ones
     * that are trusted. Nothing is pulled yet.
     *
     * @return the last event that is the same in both histories; what came after it was given up
     * @throws IllegalStateException if the server shows no history tree to compare with
     */
    public long acceptHistory() {
        turn.lock();
        try {
            sequencer.recognize();
            ClaimedHead claim = history.ask();
            if (!claim.isShown()) {
                throw new IllegalStateException(
                        "the server shows no history tree, so what is to be accepted is not known");
            }
            long common = history.lastCommon(claim);
            journal.goBackTo(common);
            return common;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Looks what the server has of the stream, and what is held here that it has not: for a server that was restored from a backup, has
     * begun anew, or is another one. Nothing is changed; what convicts the server's key goes to the {@linkplain
     * SyncAgentBuilder#evidence evidence}.
     *
     * @throws com.stateset.sequencer.error.VerificationException if the server is another one, and shows neither the key that has signed
     *     the pinned checkpoint nor one that {@link #trustSequencer} was told
     */
    public Recovery recovery() {
        turn.lock();
        try {
            return recovery.plan();
        } finally {
            turn.unlock();
        }
    }

    /**
     * Trusts the sequencer that has this key, which the operator knows from elsewhere: from now on, and no other key, if the server
     * continues the one that was met first; otherwise {@link #recovery} may go over to it.
     *
     * @return whether a recovery is needed for that
     * @throws com.stateset.sequencer.error.VerificationException if the server does not show the key
     */
    public boolean trustSequencer(Ed25519PublicKey key) {
        turn.lock();
        try {
            return recovery.trust(key);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Trusts a key of the sequencer from now on, and no other, to sign the stream's history: one that the operator knows from
     * elsewhere, before the first contact or after the sequencer has changed its key.
     */
    public void trustKey(Ed25519PublicKey key) {
        turn.lock();
        try {
            history.trustKey(key);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Reads the events that the replica does not hold because of its scope, and looks whether the server should have shown one of them. A
     * pull cannot tell, as a hash does not say what it is of. Costs as much as pulling the whole stream; nothing is changed.
     *
     * @throws com.stateset.sequencer.error.HistoryMismatchException if the server shows other events now than the hashes are of, or
     *     its history is another one by now
     * @throws IllegalStateException if what the replica follows or holds was changed during the check
     */
    public ScopeVerdict checkScope() {
        turn.lock();
        try {
            sequencer.recognize();
            return history.checkScope(outbox.profile().agentId());
        } finally {
            turn.unlock();
        }
    }

    /**
     * Syncs in the background from now on until this is closed: at once, when something happens, and after a while in any case.
     *
     * @throws IllegalStateException if it was started before, or closed
     */
    public synchronized void start() {
        if (background != null || wakeup.isStopped()) {
            throw new IllegalStateException("a sync agent starts once");
        }
        background = starter.get();
        background.setDaemon(true);
        background.start();
    }

    /** Stops the background promptly, in the midst of a call to the server if need be. */
    @Override
    public synchronized void close() {
        wakeup.stop();
        if (background == null) {
            return;
        }
        background.interrupt();
        boolean interrupted = false;
        while (background.isAlive()) {
            try {
                background.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration interval) {
        return interval.compareTo(WHILE_LISTENING) < 0 ? WHILE_LISTENING : interval;
    }

    private void whileSubscribed(GrowthListener growth, Runnable loop) {
        Subscription local = outbox.onAppend(wakeup::signal);
        try {
            loop.run();
        } finally {
            growth.close();
            local.close();
        }
    }

    private SyncReport pushAndPull() {
        PushTally pushed = PushTally.NONE;
        long pulled = 0;
        PushTally settled;
        int settlements = 0;
        long fromOthers;
        do {
            fromOthers = outbox.status().fromOthers();
            pushed = pushed.plus(pushOrOnlyPull());
            pulled += puller.pull();
            settled = pusher.settle();
            pushed = pushed.plus(settled);
            // What waited for those that turned out to be stored may go, or for others' that have come back.
        } while (settled.stored() > 0
                || outbox.status().fromOthers() < fromOthers
                || (settlements++ < MOST_SETTLEMENTS && settleConflicts()));
        return new SyncReport(pushed.stored(), pushed.rejected(), pulled);
    }

    private boolean settleConflicts() {
        ConflictHandler handler = conflicts;
        return handler != null && new ConflictSettler(outbox, handler).settleAll();
    }

    /** A server that takes nothing may still have something to give. */
    private PushTally pushOrOnlyPull() {
        try {
            return pushAll();
        } catch (TransportException.Failed | TransportException.Refused e) {
            try {
                puller.pull();
            } catch (TransportException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private PushTally pushAll() {
        pusher.begin();
        long waiting = outbox.status().pending();
        if (waiting == 0) {
            return PushTally.NONE;
        }
        puller.confirmHistory();
        return pusher.push(waiting);
    }

    private SyncReport attempt(Supplier<SyncReport> work) {
        turn.lock();
        try {
            sequencer.recognize();
            ownKey.check();
            device.show();
            SyncReport report = work.get();
            if (report.rejected() > 0) {
                ownKey.askAgain();
            }
            journal.cleanUp();
            journal.succeeded();
            return report;
        } catch (TransportException.Stopped e) {
            RuntimeException mismatch = history.stopped(e);
            keep(mismatch);
            throw mismatch;
        } catch (RuntimeException e) {
            keep(e);
            throw e;
        } finally {
            turn.unlock();
        }
    }

    private void keep(RuntimeException failure) {
        try {
            journal.failed(String.valueOf(failure.getMessage()));
        } catch (SequencerException e) {
            // Perhaps the outbox itself is what failed.
            failure.addSuppressed(e);
        }
    }
}
