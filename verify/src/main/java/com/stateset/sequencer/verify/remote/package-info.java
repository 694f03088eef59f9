/** The history of a stream as a server tells it over HTTP, for an audit that does not believe it. */
@NullMarked
package com.stateset.sequencer.verify.remote;

import org.jspecify.annotations.NullMarked;
