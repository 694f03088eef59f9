package com.stateset.sequencer.protocol;

import java.util.Collection;

/**
 * A page of a stream.
 *
 * @param events in the order of their numbers
 * @param count how many they are
 * @param headSequence the stream's last number
 * @param hasMore whether there are events after these
 * @param nextSequence the last number that is sent; if there is none, the one before that which was asked for
 */
public record WireEventPage(
        Collection<WireEvent> events, int count, long headSequence, boolean hasMore, long nextSequence) {}
