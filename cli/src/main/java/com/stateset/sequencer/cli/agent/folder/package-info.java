/** The folder of an agent, and what all its commands share: options, exit codes, how things look. */
@NullMarked
package com.stateset.sequencer.cli.agent.folder;

import org.jspecify.annotations.NullMarked;
