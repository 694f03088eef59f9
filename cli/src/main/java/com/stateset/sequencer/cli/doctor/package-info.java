/** Looks at a server or a store from all sides, changes nothing, and says what to do. */
@NullMarked
package com.stateset.sequencer.cli.doctor;

import org.jspecify.annotations.NullMarked;
