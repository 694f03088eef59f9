/** What there is in a server or a store: its streams, and the events of one as a file. */
@NullMarked
package com.stateset.sequencer.cli.streams;

import org.jspecify.annotations.NullMarked;
