/** The contract of stores that keep anchors of commitments: see {@link com.stateset.sequencer.anchor.AnchorHost}. */
@NullMarked
package com.stateset.sequencer.tck.anchor;

import org.jspecify.annotations.NullMarked;
