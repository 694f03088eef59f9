package com.stateset.sequencer.verify;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Recomputes the log of heads from its entries, and holds it against its stored right edge and what was signed and witnessed of it. It
 * is one log for all streams of a sequencer, so that this takes longer the more of them there are: some microseconds an entry.
 *
 * <p>It is read while the sequencer may append to it: what was signed is read first, then the right edge, which is no smaller, and what
 * comes behind that is left out.
 *
 * <p>A checkpoint of it that is missing is damage once it has entries and the sequencer a key, for otherwise it could be cut and rewritten
 * as long as the checkpoint goes, too. Without entries it may be one that was never begun: a sequencer can be told to enter no heads.
 */
final class HeadsLogCheck {

    private static final int PAGE = 1000;

    private final HeadsLogStore log;
    private final SequencerTrust trust;
    private final Hash streamId;
    private final boolean entered;
    private final List<String> breaks = new ArrayList<>();

    /**
     * Prepares the check.
     *
     * @param stream the stream whose breaks are of interest
     * @param entered whether an entry of the stream was found
     */
    HeadsLogCheck(HeadsLogStore log, SequencerTrust trust, StreamId stream, boolean entered) {
        this.log = log;
        this.trust = trust;
        this.streamId = VesHashes.stream(stream);
        this.entered = entered;
    }

    /** Returns if the log is as it should be, with a sentence for each break of the stream's history that was accepted. */
    List<String> run() throws DamageException {
        try {
            List<TreeClaim> claims = new ArrayList<>();
            Optional<SignedNote> checkpoint = log.checkpoint();
            addSigned("the heads log's checkpoint", checkpoint, claims);
            addSigned("the heads log's witnessed checkpoint", log.witnessed(), claims);
            CompactRange stored = log.rightEdge();
            claims.add(new TreeClaim("its stored right edge", stored.head()));
            walk(stored.size(), claims);
            // Once more, for the first one may have been signed meanwhile.
            if (checkpoint.isEmpty() && log.checkpoint().isEmpty()) {
                requireNoEntries(stored.size());
            }
            return breaks;
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (SequencerException | LogVerificationException | IllegalArgumentException e) {
            throw DamageException.of("the heads log cannot be read: " + e.getMessage());
        }
    }

    private void requireNoEntries(long size) throws DamageException {
        if (trust.isSigning() && (size > 0 || entered)) {
            throw DamageException.of("the heads log has " + size + (size == 1 ? " entry" : " entries")
                    + " and no signed checkpoint, although the sequencer has a key: it was removed, or no sequencer that signs"
                    + " has run since");
        }
    }

    private void addSigned(String name, Optional<SignedNote> note, List<TreeClaim> claims) throws DamageException {
        if (note.isPresent()) {
            SignedCheckpoint checkpoint = trust.readHeads(note.get(), name);
            claims.add(new TreeClaim(name, checkpoint.head()));
        }
    }

    private void walk(long size, List<TreeClaim> claims) throws DamageException {
        CompactRange edge = CompactRange.EMPTY;
        require(claims, edge);
        while (edge.size() < size) {
            int limit = (int) Math.min(PAGE, size - edge.size());
            List<HeadsLogEntry> page = log.entries(edge.size(), limit);
            if (page.size() != limit) {
                throw DamageException.of("the heads log lacks entries behind entry " + (edge.size() + page.size()));
            }
            for (HeadsLogEntry entry : page) {
                note(entry, edge.size());
                edge = edge.appendRecords(List.of(entry.recordHash()));
                require(claims, edge);
            }
        }
        for (TreeClaim claim : claims) {
            if (claim.head().size() > size) {
                throw DamageException.of("the heads log ends at " + size + ", but " + claim.name() + " is of "
                        + claim.head().size() + " entries");
            }
        }
    }

    private void note(HeadsLogEntry entry, long index) {
        if (entry.kind() == HeadsLogEntry.Kind.BREAK && entry.streamId().equals(streamId)) {
            breaks.add("an administrator has accepted another history of this stream than was signed before, one of "
                    + entry.head().size() + " events: entry " + index + " of the heads log");
        }
    }

    private static void require(List<TreeClaim> claims, CompactRange edge) throws DamageException {
        for (TreeClaim claim : claims) {
            if (claim.head().size() == edge.size() && !claim.head().root().equals(edge.root())) {
                throw DamageException.of(
                        "the heads log's first " + edge.size() + " entries are not those of " + claim.name());
            }
        }
    }
}
