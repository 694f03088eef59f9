package com.stateset.sequencer.replay;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.spi.snapshot.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds a history from its latest snapshot on. Snapshots only ever save time: whatever is wrong with one, history decides.
 *
 * <p>A snapshot may be of another history: the store was restored, and other events took the numbers behind the backup. So it
 * names its last event by leaf hash, and a {@link Run} that begins with one reads that event first. Only if it stands there under
 * the same hash is the run <em>sound</em>, and its state the one to go on with. Checking that one event is enough: a restore
 * replaces history from some number on, so if the last event of the snapshot is still there, so are all before it. Else the run
 * stops at its first page, and a second one folds everything from the first event.
 *
 * <p>A snapshot may hold what was erased since. How many erasures the stream has is asked for before anything is read, and a snapshot
 * counts, and is kept, only with that number: a state that was folded while an entity was erased serves no later replay.
 *
 * <p>Nothing that goes wrong with a snapshot fails the replay: neither one that cannot be found, read or decoded, nor one that
 * cannot be encoded or stored. What the fold itself throws does, and so does an interrupt.
 *
 * <p>A run belongs to one thread. {@code state} is the fold's, and may be changed by it: it is encoded for a snapshot between two
 * events, on the same thread, and never handed out before the run has ended. {@code read} counts the events that had to be read
 * since the last snapshot: the next one is kept at the end of the page in which it reaches {@code snapshots.every()}.
 */
final class SnapshottedFold<S> {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshottedFold.class);

    private final FoldedHistory history;
    private final Fold<S> fold;
    private final Snapshots<S> snapshots;
    private final Snapshot.Key key;
    private long erasures;

    SnapshottedFold(FoldedHistory history, Fold<S> fold, Snapshots<S> snapshots) {
        this.history = history;
        this.fold = fold;
        this.snapshots = snapshots;
        this.key = new Snapshot.Key(
                snapshots.fold(),
                snapshots.version(),
                history.stream(),
                history.entity().orElse(null));
    }

    /** The state at a position, or at the last one if there are fewer, and which one that is. */
    Loaded<S> load(long to) {
        if (to == 0) {
            return new Loaded<>(fold.initial(), 0);
        }
        erasures = history.erasures();
        Optional<Run> resumed = start(to).filter(run -> run.readTo(to));
        // A snapshot may hold what was erased meanwhile: then it is not used.
        if (resumed.isPresent() && history.erasures() == erasures) {
            return resumed.get().loaded();
        }
        Run whole = new Run(fold.initial(), null);
        whole.readTo(to);
        return whole.loaded();
    }

    private Optional<Run> start(long to) {
        try {
            Optional<Snapshot> snapshot = snapshots.store().latest(key, to).filter(each -> each.erasures() == erasures);
            return snapshot.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Run(snapshots.codec().decode(snapshot.get().state()), snapshot.get()));
        } catch (IOException | RuntimeException e) {
            LOG.warn("A snapshot of {} cannot be read; folding from the first event", key, e);
            return Optional.empty();
        }
    }

    /** One attempt: with a snapshot it begins by reading that one's last event, which must still be the same. */
    private final class Run {

        private final @Nullable Snapshot begun;
        private S state;
        private long position;
        private long read;
        private boolean sound;

        private Run(S state, @Nullable Snapshot begun) {
            this.state = state;
            this.begun = begun;
            this.position = begun == null ? 0 : begun.position();
            this.sound = begun == null;
        }

        private Loaded<S> loaded() {
            return new Loaded<>(state, position);
        }

        /** Returns false if the snapshot is not of this history. */
        private boolean readTo(long to) {
            ReadAhead.whileWanted(history.pages(begun == null ? 1 : begun.position(), to), this::add);
            if (!sound) {
                LOG.warn("The snapshot of {} is of another history; folding from the first event", key);
            }
            return sound;
        }

        /** Returns false once the snapshot is found not to be of this history: then there is nothing more to read. */
        private boolean add(List<SequencedEvent> events) {
            List<SequencedEvent> fresh = events;
            if (begun != null && !sound && !events.isEmpty() && isTheSame(begun, events.get(0))) {
                sound = true;
                fresh = events.subList(1, events.size());
            }
            if (sound) {
                for (SequencedEvent event : fresh) {
                    ReadAhead.requireNotInterrupted();
                    state = fold.apply(state, event);
                    position = history.position(event);
                }
                read += fresh.size();
                if (read >= snapshots.every()) {
                    keep(fresh.get(fresh.size() - 1));
                }
            }
            return sound;
        }

        private boolean isTheSame(Snapshot snapshot, SequencedEvent event) {
            return history.position(event) == snapshot.position()
                    && event.leafHash().equals(snapshot.leafHash());
        }

        private void keep(SequencedEvent last) {
            try {
                byte[] bytes = snapshots.codec().encode(state);
                snapshots.store().put(new Snapshot(key, history.position(last), last.leafHash(), bytes, erasures));
                read = 0;
            } catch (IOException | RuntimeException e) {
                LOG.warn("A snapshot of {} cannot be kept", key, e);
            }
        }
    }
}
