package com.stateset.sequencer.witness;

import com.stateset.sequencer.SequencerPlugin;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.subscription.Subscriptions;
import com.stateset.sequencer.tlog.NoteVerifier;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has a sequencer's heads log witnessed, beside the sequencer, by witnesses of other parties:
 *
 * <pre>{@code
 * Witnessing witnessing = Witnessing.by(WitnessAddress.parseList("example.com/w1+a1b2c3d4+BA… https://w1.example.com"), 1);
 * Sequencer sequencer = Sequencer.builder().store(store).signingKey(key).with(witnessing).build();
 * }</pre>
 *
 * <p>Every checkpoint of the heads log is shown to every witness, with the proof that it extends the one that this witness saw
 * last. As soon as a quorum has cosigned it, the checkpoint is kept in the store with their lines, for {@code
 * HeadsLog.witnessed()} and the log's readers. A log that does not move is shown again after ten minutes, so that the age of the
 * last quorum tells whether the witnesses are there. While a witness says that it has seen another history, the sequencer's {@code
 * ping} fails, and a server's {@code /ready} is 503. A witness that is away is asked again after a pause that doubles up to five
 * minutes, and keeps no other waiting. Nothing of the sequencer waits for witnesses.
 *
 * <p>For one sequencer. Thread-safe.
 */
public final class Witnessing implements SequencerPlugin {

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REFRESH = Duration.ofMinutes(10);

    private static final NoteVerifier STRICT = SignatureVerifier.ofNotes();

    private final List<WitnessAddress> witnesses;
    private final QuorumBoard board;
    private final WitnessingTimes times;
    private @Nullable WitnessingWorker worker;

    private Witnessing(List<WitnessAddress> witnesses, int quorum, WitnessingTimes times) {
        this.witnesses = List.copyOf(witnesses);
        this.board = new QuorumBoard(quorum);
        this.times = times;
    }

    /**
     * Prepares to ask some witnesses.
     *
     * @param quorum how many of them must have cosigned a checkpoint, 1 to all
     * @throws IllegalArgumentException if the quorum is not possible, or a witness's name or key is there twice
     */
    public static Witnessing by(List<WitnessAddress> witnesses, int quorum) {
        return by(witnesses, quorum, new WitnessingTimes(LOOK_INTERVAL, TIMEOUT, REFRESH));
    }

    static Witnessing by(List<WitnessAddress> witnesses, int quorum, WitnessingTimes times) {
        if (quorum < 1 || quorum > witnesses.size()) {
            throw new IllegalArgumentException(
                    "a quorum of " + quorum + " of " + witnesses.size() + " witnesses is not possible");
        }
        WitnessAddress.requireDistinct(witnesses);
        return new Witnessing(witnesses, quorum, times);
    }

    /** The sequencer is not well while a witness knows another history of its log: its database was put back, or altered. */
    private void requireOneHistory() {
        status().contradiction().ifPresent(said -> {
            throw new HeadsLogStoppedException(said);
        });
    }

    /** How it goes. */
    public WitnessingStatus status() {
        return board.status();
    }

    @Override
    public synchronized Started start(EventStore store, Subscriptions subscriptions) {
        if (worker != null) {
            throw new IllegalStateException("the witnesses are asked for another sequencer already");
        }
        WitnessingWorker started = new WitnessingWorker(store, witnesses, board, STRICT, times);
        worker = started;
        started.start();
        return new Started() {
            @Override
            public void ping() {
                requireOneHistory();
            }

            @Override
            public void close() {
                started.close();
            }
        };
    }
}
