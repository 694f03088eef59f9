/** What text may stand in names on the wire. Depends on nothing. */
@NullMarked
package com.stateset.sequencer.text;

import org.jspecify.annotations.NullMarked;
