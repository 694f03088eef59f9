/** What text may stand in names on the wire, and the JSON of what is small. Depends on no other package. */
@NullMarked
package com.stateset.sequencer.text;

import org.jspecify.annotations.NullMarked;
