package com.stateset.sequencer.verify;

import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.SignedNote;
import java.util.Objects;
import java.util.Optional;

/**
 * What a source says of the tree over a stream's history (PROTOCOL section 6), at one moment and unchecked.
 *
 * @param rightEdge the right edge that is stored with the head; empty if this source does not show it
 * @param checkpoint the last checkpoint that was signed; empty for none
 * @param headsLogEntry the stream's last entry in the log of heads; empty for none, or if this source does not show it
 * @param tilesThrough up to which size of the tree this source shows its tiles; 0 for none
 */
public record HistoryClaims(
        Optional<CompactRange> rightEdge,
        Optional<SignedNote> checkpoint,
        Optional<HeadsLogEntry> headsLogEntry,
        long tilesThrough) {

    /** No history tree is known to the source. */
    public static final HistoryClaims NONE = new HistoryClaims(Optional.empty(), Optional.empty(), Optional.empty(), 0);

    public HistoryClaims {
        Objects.requireNonNull(rightEdge, "rightEdge");
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(headsLogEntry, "headsLogEntry");
    }

    /** Returns the size that a checkpoint claims, before anything of it is verified; 0 if there is none to be seen. */
    public static long claimedSize(SignedNote checkpoint) {
        String[] lines = checkpoint.text().split("\n", -1);
        try {
            return lines.length < 2 ? 0 : Math.max(0, Long.parseLong(lines[1]));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether the source knows of no history at all. */
    boolean isEmpty() {
        return checkpoint.isEmpty()
                && headsLogEntry.isEmpty()
                && rightEdge.map(CompactRange::size).orElse(0L) == 0;
    }
}
