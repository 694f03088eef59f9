/** What an agent's replica follows of the stream: named when it is made, shown, changed and checked by {@code agent scope}. */
@NullMarked
package com.stateset.sequencer.cli.agent.scope;

import org.jspecify.annotations.NullMarked;
