package com.stateset.sequencer.verify;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreUnavailableException;
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
 */
final class HeadsLogCheck {

    private static final int PAGE = 1000;

    private final HeadsLogStore log;
    private final SequencerTrust trust;

    HeadsLogCheck(HeadsLogStore log, SequencerTrust trust) {
        this.log = log;
        this.trust = trust;
    }

    /** Returns if the log is as it should be. */
    void run() throws DamageException {
        try {
            List<TreeClaim> claims = new ArrayList<>();
            addSigned("the heads log's checkpoint", log.checkpoint(), claims);
            addSigned("the heads log's witnessed checkpoint", log.witnessed(), claims);
            CompactRange stored = log.rightEdge();
            claims.add(new TreeClaim("its stored right edge", stored.head()));
            walk(stored.size(), claims);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (SequencerException | LogVerificationException | IllegalArgumentException e) {
            throw DamageException.of("the heads log cannot be read: " + e.getMessage());
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

    private static void require(List<TreeClaim> claims, CompactRange edge) throws DamageException {
        for (TreeClaim claim : claims) {
            if (claim.head().size() == edge.size() && !claim.head().root().equals(edge.root())) {
                throw DamageException.of(
                        "the heads log's first " + edge.size() + " entries are not those of " + claim.name());
            }
        }
    }
}
