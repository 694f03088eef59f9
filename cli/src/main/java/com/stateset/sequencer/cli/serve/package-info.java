/**
 * {@code serve}: the server as variables of the environment and options configure it; {@code config check}: what that comes to.
 *
 * <pre>
 *   environment, options ──Settings──► ServerConfig ──► ConfiguredServer ──► store, Sequencer, SequencerServer
 *                              │         │ StoreConfig, Authentication, Sequencing, Limits, LogLevel, LogFormat
 *                              │         │ UnsupportedVariables: refuses what promises a protection that is lacking
 *                              │         └──► ServerKeys, AdminKeyFile ──► SecretFile in the DataDirectory (files.OwnerOnly)
 *                              └── what was read, and from where ──► ConfigCheckCommand
 *   SIGTERM, SIGINT ──► Termination ──► ServeCommand closes what it started
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.cli.serve;

import org.jspecify.annotations.NullMarked;
