/** {@code POST /events/ingest} and {@code POST /ves/events/ingest}: batches in the forms of the protocol, and CloudEvents. */
@NullMarked
package com.stateset.sequencer.server.ingest;

import org.jspecify.annotations.NullMarked;
