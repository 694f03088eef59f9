/**
 * Whether Bouncy Castle is there, asked by signatures and by encryption. Depends on no other package. Internal: not exported.
 */
@NullMarked
package com.stateset.sequencer.bouncycastle;

import org.jspecify.annotations.NullMarked;
