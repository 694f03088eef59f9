/**
 * Who may sign and who may call: the keys that agents sign with, their directory, their installations, and the API keys that let
 * callers in.
 */
@NullMarked
package com.stateset.sequencer.protocol.keys;

import org.jspecify.annotations.NullMarked;
