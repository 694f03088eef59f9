/**
 * What the server counts of its calls, the log of calls, and the page on which a monitoring system reads all meters.
 *
 * <pre>
 *   every answer, whoever made it (a route, an error, Jetty itself) ──► CompletedCalls ──► HttpMeters ──► registry ──► MetricsRoute
 *                                                                                     └──► AccessLog (if it is on)
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.server.metrics;

import org.jspecify.annotations.NullMarked;
