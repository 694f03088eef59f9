/** Where a command reads a stream: a store or a server, as the command line and the environment name it; and which server it calls. */
@NullMarked
package com.stateset.sequencer.cli.source;

import org.jspecify.annotations.NullMarked;
