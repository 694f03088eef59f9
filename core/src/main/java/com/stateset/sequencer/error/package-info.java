/** The exceptions of the library: promises it could not keep. All are unchecked and carry what a caller needs to go on. */
@NullMarked
package com.stateset.sequencer.error;

import org.jspecify.annotations.NullMarked;
