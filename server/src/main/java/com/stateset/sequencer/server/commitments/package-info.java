/** Committing to streams and proving what stands in them: {@code /commitments} and {@code /proofs}, also below {@code /ves}. */
@NullMarked
package com.stateset.sequencer.server.commitments;

import org.jspecify.annotations.NullMarked;
