package com.stateset.sequencer.sync;

import java.util.List;

/**
 * A page of a stream as a server gives it.
 *
 * @param events in the server's order
 * @param headSequence the stream's last sequence number, by the server's word
 */
public record PulledPage(List<PulledEvent> events, long headSequence) {

    public PulledPage {
        events = List.copyOf(events);
    }
}
