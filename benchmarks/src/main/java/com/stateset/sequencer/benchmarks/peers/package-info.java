/**
 * Ours beside other event stores, on the same server, in turns.
 *
 * <pre>
 *   PeersCommand ─► PeerQuestions ─► ours, and a Peer with a database of its own
 *                                      │
 *                                      ├─ ProgramPeer    PeerProcesses: one or more programs of benchmarks/peers, in the peer's language
 *                                      └─ MessageDbPeer  SQL functions, called from here by JDBC
 * </pre>
 *
 * <p>Each peer is used as its own users would who want it quick, with as many processes and connections as make it quickest here. It stores
 * the same payloads as ours; what else it stores, and what it promises, is its own.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
