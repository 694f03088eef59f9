package com.stateset.sequencer.observe;

import java.util.Optional;

/**
 * A subscription to a stream or a feed has ended.
 *
 * @param cause why, if it was not its subscriber that ended it
 */
public record SubscriptionEnded(Optional<Throwable> cause) {}
