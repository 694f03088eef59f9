package com.stateset.sequencer.witness;

import com.stateset.sequencer.tlog.NoteSignature;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import java.time.Instant;

/**
 * A witness's line below a checkpoint, verified.
 *
 * @param checkpoint what it has cosigned
 * @param line what it has answered with
 * @param time when it cosigned, by its own clock
 */
record WitnessLine(SignedCheckpoint checkpoint, NoteSignature line, Instant time) {}
