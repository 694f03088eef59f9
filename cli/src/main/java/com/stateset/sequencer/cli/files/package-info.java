/** How files are kept from other users of the machine. */
@NullMarked
package com.stateset.sequencer.cli.files;

import org.jspecify.annotations.NullMarked;
