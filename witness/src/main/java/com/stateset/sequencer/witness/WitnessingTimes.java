package com.stateset.sequencer.witness;

import java.time.Duration;

/**
 * How often things happen.
 *
 * @param look how often to look for a new checkpoint
 * @param timeout how long a witness may take to answer
 * @param refresh when to show a log that does not move again
 */
record WitnessingTimes(Duration look, Duration timeout, Duration refresh) {}
