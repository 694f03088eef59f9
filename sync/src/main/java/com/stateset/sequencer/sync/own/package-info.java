/** What an agent need not pull, because it has written it. */
@NullMarked
package com.stateset.sequencer.sync.own;

import org.jspecify.annotations.NullMarked;
