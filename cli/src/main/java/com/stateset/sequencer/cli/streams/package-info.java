/** What there is in a server or a store: its streams, the events of one as a file, and the audit log. */
@NullMarked
package com.stateset.sequencer.cli.streams;

import org.jspecify.annotations.NullMarked;
