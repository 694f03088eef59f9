/** {@code POST /events/ingest} and {@code POST /ves/events/ingest}. */
@NullMarked
package com.stateset.sequencer.server.ingest;

import org.jspecify.annotations.NullMarked;
