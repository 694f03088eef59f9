/**
 * The description of the API: {@code /openapi.yaml}, written by hand, and {@code /docs}, which shows it to people. What the server
 * answers is held against it by the tests.
 */
@NullMarked
package com.stateset.sequencer.server.docs;

import org.jspecify.annotations.NullMarked;
