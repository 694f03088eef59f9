package com.stateset.sequencer.spi;

import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.SignedNote;
import java.util.Optional;

/**
 * What a store has kept of a stream's history, for one who begins with it.
 *
 * @param lastBreak see {@link HeadsLogStore#lastBreak}
 * @param checkpoint see {@link HistoryStore#checkpoint}
 * @param lastEntry see {@link HeadsLogStore#last}
 */
public record KeptHistory(
        Optional<EnteredBreak> lastBreak, Optional<SignedNote> checkpoint, Optional<HeadsLogEntry> lastEntry) {}
