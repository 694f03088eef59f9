package com.stateset.sequencer.protocol.scope;

import com.stateset.sequencer.protocol.WireEvent;
import java.util.Collection;

/**
 * A page of a stream of which events outside of a scope are shown by hashes alone.
 *
 * @param events the events of the scope, in order, with their receipts; not copied, as in {@link
 *     com.stateset.sequencer.protocol.WireEventPage}
 * @param count how many they are
 * @param headSequence the stream's last number
 * @param hasMore whether the stream goes on behind {@code nextSequence}
 * @param nextSequence the last number that the page covers: {@code from - 1} if it covers none. Reading goes on with the number behind it
 * @param hashes what stands for the other numbers from {@code from} to {@code nextSequence}: see {@link HiddenRuns}
 */
public record ScopedPageAnswer(
        Collection<WireEvent> events,
        int count,
        long headSequence,
        boolean hasMore,
        long nextSequence,
        String hashes) {}
