/**
 * What anyone can check without trusting the sequencer (PROTOCOL sections 3 and 4).
 *
 * <pre>
 *   Receipt      the sequencer's word for an event's place, at once                 signed by a sequencer key
 *   Commitment   one root over a range of the stream, chained to all before it      signed by a sequencer key
 *   EventProof   the path from an event's leaf to a commitment's root               needs no signature
 * </pre>
 *
 * <p>All are immutable values that verify themselves and throw {@link com.stateset.sequencer.error.VerificationException}.
 */
@NullMarked
package com.stateset.sequencer.proof;

import org.jspecify.annotations.NullMarked;
