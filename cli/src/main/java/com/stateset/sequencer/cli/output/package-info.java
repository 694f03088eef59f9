/** How a command answers: text for people, or JSON for programs. */
@NullMarked
package com.stateset.sequencer.cli.output;

import org.jspecify.annotations.NullMarked;
