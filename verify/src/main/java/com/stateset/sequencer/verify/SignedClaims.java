package com.stateset.sequencer.verify;

import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a stream whose signatures are good.
 *
 * @param ofSource the one that the source shows
 * @param earlier the one that was kept elsewhere
 */
record SignedClaims(Optional<SignedCheckpoint> ofSource, Optional<SignedCheckpoint> earlier) {

    /** Reads what a source shows and what was kept; a signature that does not hold is damage. */
    static SignedClaims read(SequencerTrust trust, HistoryClaims claims, @Nullable SignedNote earlier)
            throws DamageException {
        SignedCheckpoint kept = earlier == null ? null : trust.read(earlier, "the checkpoint that was kept");
        SignedCheckpoint shown = claims.checkpoint().isEmpty()
                ? null
                : trust.read(claims.checkpoint().get(), "the signed checkpoint of its history");
        return new SignedClaims(Optional.ofNullable(shown), Optional.ofNullable(kept));
    }

    /** The one of the most events. */
    Optional<SignedCheckpoint> largest() {
        return Stream.of(ofSource, earlier)
                .flatMap(Optional::stream)
                .max(Comparator.comparingLong(checkpoint -> checkpoint.head().size()));
    }

    /**
     * Says that the log is not named after the source's sequencer. That is no damage, since a name can be configured; and the id of
     * the sequencer in a store is bound by nothing else.
     */
    Optional<String> otherName(HistorySource source) {
        Optional<UUID> sequencer = largest().flatMap(any -> source.sequencerId());
        String origin = largest().map(SignedCheckpoint::origin).orElse("");
        return sequencer
                .map(LogName::ofSequencer)
                .filter(name -> !origin.startsWith(name + "/"))
                .map(
                        name -> "the signed log is named " + origin.substring(0, origin.lastIndexOf('/')) + ", not "
                                + name
                                + " after this source's sequencer: either the name was configured, or the sequencer's id was changed");
    }

    /** All that is said of the tree: by these, by the log of heads, and by the right edge that is stored. */
    List<TreeClaim> all(HistoryClaims claims) throws DamageException {
        List<TreeClaim> all = new ArrayList<>();
        earlier.ifPresent(kept -> all.add(new TreeClaim("the checkpoint that was kept", kept.head())));
        ofSource.ifPresent(shown -> all.add(new TreeClaim("its signed checkpoint", shown.head())));
        claims.headsLogEntry()
                .ifPresent(entry -> all.add(new TreeClaim("its last entry in the heads log", entry.head())));
        if (claims.rightEdge().isPresent()) {
            CompactRange edge = claims.rightEdge().get();
            all.add(new TreeClaim("its stored right edge", edge.head()));
        }
        return all;
    }
}
