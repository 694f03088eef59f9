package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.HistoryPin;
import com.stateset.sequencer.sync.SequencerPin;
import java.util.Optional;

/**
 * A server's history beside what is held, at one moment.
 *
 * @param sequencer who sequences
 * @param pin the key that signs the server's history from now on
 * @param head what the server claims; empty if it has signed nothing
 * @param size how many events it has
 * @param held how far the replica reaches
 * @param common the last event that is the same
 * @param provenThrough the last held event that the checkpoint that agreed last covers; 0 for none
 * @param problem why a sync refuses the server
 */
record ServerView(
        SequencerPin sequencer,
        HistoryPin pin,
        Optional<ClaimedHead> head,
        long size,
        Cursor held,
        long common,
        long provenThrough,
        Optional<String> problem) {}
