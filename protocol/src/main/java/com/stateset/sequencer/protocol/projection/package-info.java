/** What is said over the wire of projections: how far they are, and which events they have put aside. */
@NullMarked
package com.stateset.sequencer.protocol.projection;

import org.jspecify.annotations.NullMarked;
