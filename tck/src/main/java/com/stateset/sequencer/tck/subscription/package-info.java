/** Following a stream on every store: {@link com.stateset.sequencer.tck.subscription.SubscriptionContract}. */
@NullMarked
package com.stateset.sequencer.tck.subscription;

import org.jspecify.annotations.NullMarked;
