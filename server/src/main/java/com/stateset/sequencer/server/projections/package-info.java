/** Projections over HTTP, for who runs the server: {@code /api/v1/projections}. */
@NullMarked
package com.stateset.sequencer.server.projections;

import org.jspecify.annotations.NullMarked;
