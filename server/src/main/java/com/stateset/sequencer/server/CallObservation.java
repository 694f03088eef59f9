package com.stateset.sequencer.server;

import com.stateset.sequencer.server.metrics.ServerMetrics;
import com.stateset.sequencer.server.net.ClientAddress;
import com.stateset.sequencer.server.net.LocalCalls;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of a server are observed.
 *
 * @param metrics its meters
 * @param unlocked the calls that read them without a key; null for none
 * @param logged finds the addresses of clients, where calls are logged; null where they are not
 */
record CallObservation(
        ServerMetrics metrics,
        @Nullable LocalCalls unlocked,
        @Nullable ClientAddress logged) {}
