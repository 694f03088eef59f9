/**
 * What an audit remembers of all events of a stream: {@link com.stateset.sequencer.verify.seen.KeyNumbers}, a number for each of millions
 * of keys, in the heap or in a file.
 */
@NullMarked
package com.stateset.sequencer.verify.seen;

import org.jspecify.annotations.NullMarked;
