package com.stateset.sequencer.protocol;

/**
 * What an event stream that was asked for {@code heads=true} sends instead of events: how far the stream has come.
 *
 * @param headSequence its last number, at least 1
 */
public record HeadNotice(long headSequence) {}
