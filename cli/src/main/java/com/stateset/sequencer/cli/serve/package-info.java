/**
 * {@code serve}: the server as variables of the environment and options configure it.
 *
 * <pre>
 *   environment, options ──Settings──► ServerConfig ──► ConfiguredServer ──► store, Sequencer, SequencerServer
 *                                        │ StoreConfig, Authentication, Sequencing, LogLevel
 *                                        └──► ServerKeys, AdminKeyFile ──► SecretFile in the DataDirectory
 *   SIGTERM, SIGINT ──► Termination ──► ServeCommand closes what it started
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.cli.serve;

import org.jspecify.annotations.NullMarked;
