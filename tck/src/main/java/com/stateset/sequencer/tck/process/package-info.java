/** Other JVMs that a test starts, freezes, resumes and kills. */
@NullMarked
package com.stateset.sequencer.tck.process;

import org.jspecify.annotations.NullMarked;
