/** What stores promise about tags and append conditions (dcb.events), and the community's tests of it: consistency, monotony, parallel writes. */
@NullMarked
package com.stateset.sequencer.tck.dcb;

import org.jspecify.annotations.NullMarked;
