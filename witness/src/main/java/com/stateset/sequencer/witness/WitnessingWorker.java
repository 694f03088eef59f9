package com.stateset.sequencer.witness;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.NoteVerifier;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.VerifierKey;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of {@code Witnessing}: one that looks for new checkpoints in the store, and one for each witness, so that a slow
 * one keeps none of the others waiting.
 *
 * <pre>
 *   store ── looker, every second ──► latest ──┬─► thread of witness 1 ─► WitnessClient ─► QuorumBoard ─► store (a quorum)
 *                                              └─► thread of witness 2 ─► …
 * </pre>
 *
 * <p><b>Where checkpoints come from.</b> The store, not the worker of the heads log in this process: of several processes one
 * enters heads, by lease, and another may ask the witnesses. Several may ask at once; a witness cosigns the same checkpoint as
 * often as it is asked, and the store keeps the larger. A checkpoint is shown to a witness only if its signature is one of the
 * sequencer's keys, so that a forged row in the database cannot turn the witnesses against the log.
 *
 * <p><b>Proofs</b> are made of the stored tiles for each witness, from the size that this one saw last. If the stored log was
 * altered they lead nowhere, the witness answers 422, and the status says so: the witness is what notices.
 *
 * <p><b>Failures.</b> A witness that fails is left alone for a second, then two, then four, up to five minutes; the others are not
 * concerned. A look that fails is tried again at the next. Neither ends a thread: only {@link #close} does, which interrupts what
 * waits, a request included.
 *
 * <p><b>State.</b> {@code latest} and {@code closed} are guarded by {@code lock}; every wait is one for a change of them, with a
 * time limit. A witness's thread always takes the latest checkpoint: those it was too slow for are skipped, which the
 * consistency proof allows. Whatever a look or a request throws is logged once, kept in the status, and tried again.
 */
final class WitnessingWorker implements ShownLog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WitnessingWorker.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final EventStore store;
    private final QuorumBoard board;
    private final NoteVerifier verifier;
    private final WitnessingTimes times;
    private final List<Thread> threads = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable SignedCheckpoint latest;
    private boolean closed;

    WitnessingWorker(
            EventStore store,
            List<WitnessAddress> witnesses,
            QuorumBoard board,
            NoteVerifier verifier,
            WitnessingTimes times) {
        this.store = store;
        this.board = board;
        this.verifier = verifier;
        this.times = times;
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(times.timeout())
                .build();
        threads.add(daemon("sequencer-witnesses", this::look));
        for (WitnessAddress witness : witnesses) {
            WitnessClient client = new WitnessClient(http, witness, verifier, times.timeout());
            threads.add(daemon("sequencer-witness-" + witness.name(), () -> ask(client)));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** Ends all threads, a request under way too, and waits for them, no longer than a few seconds. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void look() {
        boolean failing = false;
        while (!pause(times.look())) {
            try {
                newest().ifPresent(this::publish);
                failing = false;
            } catch (RuntimeException | Error e) {
                if (!failing) {
                    LOG.warn("Witnesses are not asked for the moment: {}", e.getMessage(), e);
                }
                failing = true;
            }
        }
    }

    /** The kept checkpoint of the heads log: signed by a key of the sequencer, or it is shown to no witness. */
    @Override
    public Optional<SignedCheckpoint> newest() {
        Optional<SignedNote> note = store.history().headsLog().checkpoint();
        if (note.isEmpty()) {
            return Optional.empty();
        }
        String origin = note.get().firstLine();
        List<VerifierKey> keys = store.identity().keys().values().stream()
                .map(Ed25519PublicKey::toByteArray)
                .map(key -> VerifierKey.ofLog(origin, key))
                .toList();
        return Optional.of(new CheckpointReader(verifier, keys).read(note.get(), origin));
    }

    private void publish(SignedCheckpoint checkpoint) {
        lock.lock();
        try {
            if (latest == null || !checkpoint.equals(latest)) {
                latest = checkpoint;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void ask(WitnessClient client) {
        SignedCheckpoint done = null;
        Duration pause = Duration.ZERO;
        while (!pause(pause)) {
            SignedCheckpoint next = awaitOtherThan(done);
            if (next == null) {
                continue;
            }
            if (cosigned(client, next)) {
                done = next;
                pause = Duration.ZERO;
            } else {
                pause = longer(pause);
            }
        }
    }

    private boolean cosigned(WitnessClient client, SignedCheckpoint checkpoint) {
        String name = client.address().name();
        try {
            board.add(name, client.cosign(checkpoint, this)).ifPresent(quorum -> {
                store.history().headsLog().keepWitnessed(quorum.size(), quorum.note());
                board.kept(quorum);
            });
            return true;
        } catch (WitnessException e) {
            failed(name, e);
        } catch (InterruptedException e) {
            LOG.debug("Interrupted while asking the witness {}", name, e);
        } catch (RuntimeException | Error e) {
            if (board.failed(name, "could not be asked: " + e)) {
                LOG.warn("The witness {} could not be asked", name, e);
            }
        }
        return false;
    }

    private void failed(String name, WitnessException e) {
        String why = String.valueOf(e.getMessage());
        if (e.isContradiction() && board.contradicted(name, why)) {
            LOG.error("The witness {} {}: {}", name, why, WitnessingStatus.CONTRADICTION);
        } else {
            board.failed(name, why);
            LOG.debug("The witness {} {}", name, why);
        }
    }

    @Override
    public List<Hash> consistency(long from, long to) {
        return from == 0 || from == to
                ? List.of()
                : new LogProver(store.history().headsLog().tiles(), to)
                        .consistency(from)
                        .hashes();
    }

    private static Duration longer(Duration pause) {
        Duration next = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }

    /** Waits for a checkpoint other than {@code done}, or until that one is due again; null if this is closed. */
    private @Nullable SignedCheckpoint awaitOtherThan(@Nullable SignedCheckpoint done) {
        long left = times.refresh().toNanos();
        lock.lock();
        try {
            while (!closed && (latest == null || (done != null && latest.equals(done))) && left > 0) {
                left = changed.awaitNanos(left);
            }
            return closed ? null : latest;
        } catch (InterruptedException e) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for so long, and returns whether this is closed. */
    private boolean pause(Duration pause) {
        long left = pause.toNanos();
        lock.lock();
        try {
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return closed;
        } catch (InterruptedException e) {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }
}
