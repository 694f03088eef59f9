package com.stateset.sequencer.server;

import com.stateset.sequencer.server.metrics.ServerMetrics;
import com.stateset.sequencer.server.net.LocalCalls;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of a server are observed.
 *
 * @param metrics its meters
 * @param unlocked the calls that read them without a key; null for none
 */
record CallObservation(ServerMetrics metrics, @Nullable LocalCalls unlocked) {}
