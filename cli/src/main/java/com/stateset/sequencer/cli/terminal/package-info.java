/** What a person at a terminal sees while a command is at work. */
@NullMarked
package com.stateset.sequencer.cli.terminal;

import org.jspecify.annotations.NullMarked;
