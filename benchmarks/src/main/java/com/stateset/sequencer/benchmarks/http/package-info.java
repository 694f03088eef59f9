/**
 * A client that costs next to nothing: {@link com.stateset.sequencer.benchmarks.http.PlainConnection} sends bytes that were made before the
 * measurement, so that what is measured on a machine that client and server share is the server.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.http;

import org.jspecify.annotations.NullMarked;
