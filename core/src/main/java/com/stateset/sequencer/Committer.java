package com.stateset.sequencer;

import com.stateset.sequencer.error.CommitmentRefusedException;
import com.stateset.sequencer.error.EventAlteredException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.history.RangeCheck;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TiledTreeBuilder;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.observe.StreamCommitted;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.spi.StoredCommitment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Commits to ranges of streams. Thread-safe.
 *
 * <p>The tree is built outside any lock, a page of leaves at a time; its tiles are put down while it grows. Only the last step,
 * the place in the chain, is contended: whoever comes second finds the chain moved on, drops its tiles and looks again.
 *
 * <p>Nothing is signed or published unless the leaves are those of the stream's history as it was signed or seen before, with a
 * key or without: the same leaves that go into the tree go through a {@link RangeCheck}.
 */
final class Committer {

    private static final int LEAVES_PER_PAGE = 8192;
    private static final int TILES_PER_WRITE = 64;

    private final EventStore events;
    private final HistorySigner signer;
    private final SequencerKeys keys;
    private final SequencerObserver observer;

    Committer(EventStore events, HistorySigner signer, SequencerKeys keys, SequencerObserver observer) {
        this.events = events;
        this.signer = signer;
        this.keys = keys;
        this.observer = observer;
    }

    private CommitmentStore store() {
        return events.commitments();
    }

    /** Commits to all that is new, at most {@link Commitment#MAX_LEAVES} events; empty if nothing is. */
    Optional<Commitment> commit(StreamId stream) {
        signer.requireRunning(stream);
        while (true) {
            Tip tip = tip(stream);
            long end = Math.min(events.head(stream), tip.end + Commitment.MAX_LEAVES);
            if (end <= tip.end) {
                return Optional.empty();
            }
            Optional<Commitment> published = publish(stream, tip, end);
            if (published.isPresent()) {
                return published;
            }
        }
    }

    /**
     * Commits to a range, or returns the commitment that is of this range already.
     *
     * @throws CommitmentRefusedException if the range is not the chain's next, or not there
     * @throws StreamStoppedException if the stream is stopped
     * @throws EventAlteredException if an event of the range is not as it was sequenced
     */
    Commitment commit(StreamId stream, long start, long end) {
        requireRange(start, end);
        signer.requireRunning(stream);
        while (true) {
            Tip tip = tip(stream);
            if (start <= tip.end) {
                return existing(stream, start, end);
            }
            if (start != tip.end + 1) {
                throw new CommitmentRefusedException("sequence_start is " + start
                        + ", which leaves a gap: the chain of commitments ends at " + tip.end);
            }
            long head = events.head(stream);
            if (end > head) {
                throw new CommitmentRefusedException(
                        "sequence_end is " + end + ", past the head of the stream, " + head);
            }
            Optional<Commitment> published = publish(stream, tip, end);
            if (published.isPresent()) {
                return published.get();
            }
        }
    }

    private static void requireRange(long start, long end) {
        if (start < 1) {
            throw new CommitmentRefusedException("sequence_start is " + start + "; the first event has number 1");
        }
        if (end < start) {
            throw new CommitmentRefusedException("the range " + start + ".." + end + " is empty");
        }
        if (end - start >= Commitment.MAX_LEAVES) {
            throw new CommitmentRefusedException("the range " + start + ".." + end + " holds more than "
                    + Commitment.MAX_LEAVES + " events, the most of one commitment");
        }
    }

    private Commitment existing(StreamId stream, long start, long end) {
        Commitment covering = store().covering(stream, start)
                .map(StoredCommitment::complete)
                .orElseThrow(() -> new StoreFailedException(
                        "the store is damaged: no commitment of " + stream + " covers event " + start, null));
        if (covering.sequenceStart() != start || covering.sequenceEnd() != end) {
            throw new CommitmentRefusedException("the range " + start + ".." + end + " overlaps the commitment of "
                    + covering.sequenceStart() + ".." + covering.sequenceEnd());
        }
        return covering;
    }

    private Tip tip(StreamId stream) {
        return store().last(stream)
                .map(StoredCommitment::complete)
                .map(last -> new Tip(last.sequenceEnd(), last.newStateRoot()))
                .orElse(new Tip(0, Hash.ZERO));
    }

    private Optional<Commitment> publish(StreamId stream, Tip tip, long end) {
        long since = System.nanoTime();
        long start = tip.end + 1;
        Tree tree = buildChecked(stream, start, end);
        Hash stateRoot = StateRoot.of(VesHashes.stream(stream), tip.stateRoot, tree.root, start, end);
        Commitment commitment = new Commitment(
                UUID.randomUUID(),
                stream,
                tree.allSigned ? 1 : 0,
                start,
                end,
                tree.root,
                tip.stateRoot,
                stateRoot,
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                keys.currentVersion(),
                keys.sign(keys.currentVersion(), Commitment.signedHash(stateRoot)));
        if (store().publish(commitment)) {
            observer.streamCommitted(
                    new StreamCommitted(stream, start, end, Duration.ofNanos(System.nanoTime() - since)));
            return Optional.of(commitment);
        }
        dropTilesUnlessPublished(stream, start, end);
        return Optional.empty();
    }

    /** Somebody was faster; if with the very same range, then the tiles are its tiles too. */
    private void dropTilesUnlessPublished(StreamId stream, long start, long end) {
        boolean published = store().covering(stream, start)
                .filter(other -> other.sequenceStart() == start && other.sequenceEnd() == end)
                .isPresent();
        if (!published) {
            store().dropTiles(stream, start, end);
        }
    }

    private Tree buildChecked(StreamId stream, long start, long end) {
        RangeCheck check = new RangeCheck(signer, stream, start, end);
        try {
            Tree tree = build(stream, start, end, check);
            check.require();
            return tree;
        } catch (StreamStoppedException | EventAlteredException e) {
            dropTilesUnlessPublished(stream, start, end);
            throw e;
        }
    }

    private Tree build(StreamId stream, long start, long end, RangeCheck check) {
        List<Tile> finished = new ArrayList<>();
        TiledTreeBuilder builder = new TiledTreeBuilder(finished::add);
        boolean allSigned = true;
        for (long next = start; next <= end; ) {
            int wanted = (int) Math.min(LEAVES_PER_PAGE, end - next + 1);
            LeafPage page = store().leaves(stream, next, wanted);
            if (page.count() < wanted) {
                throw new StoreFailedException(
                        "the store is damaged: event " + (next + page.count()) + " of " + stream + " is missing", null);
            }
            builder.add(page.hashes(), 0, page.count());
            check.add(page);
            allSigned &= page.allSigned();
            next += page.count();
            if (finished.size() >= TILES_PER_WRITE) {
                store().putTiles(stream, start, end, List.copyOf(finished));
                finished.clear();
            }
        }
        Hash root = builder.finish();
        store().putTiles(stream, start, end, List.copyOf(finished));
        return new Tree(root, allSigned);
    }

    /** Where the chain ends. */
    private record Tip(long end, Hash stateRoot) {}

    private record Tree(Hash root, boolean allSigned) {}
}
