package com.stateset.sequencer.spi;

/**
 * The leaves of consecutive events.
 *
 * @param count how many
 * @param hashes their leaf hashes, 32 bytes each, one after the other; shared, not to be changed
 * @param allSigned whether all of the events are signed
 */
@SuppressWarnings("ArrayRecordComponent") // as many as a million hashes; never compared
public record LeafPage(int count, byte[] hashes, boolean allSigned) {}
