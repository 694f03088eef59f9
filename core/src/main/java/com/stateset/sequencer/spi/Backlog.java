package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.StreamId;
import java.time.Instant;

/**
 * What of a stream is not committed to yet.
 *
 * @param stream the stream
 * @param committed the last sequence number that is; 0 for none
 * @param head the stream's last sequence number, greater than {@code committed}
 * @param oldest when the first event that is not committed to was sequenced
 * @param now the store's clock
 */
public record Backlog(StreamId stream, long committed, long head, Instant oldest, Instant now) {}
