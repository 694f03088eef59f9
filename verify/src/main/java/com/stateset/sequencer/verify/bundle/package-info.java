/**
 * Bundles that prove one event to anybody, without a server.
 *
 * <pre>
 *   ProofSource (StoredProofSource, remote.RemoteProofSource) ─► ProofBundle ─► file ─► ProofBundle ─► BundleCheck: sentences
 *                                                                    │
 *                                          BundleText: the forms of PROTOCOL section 5, from the protocol module
 * </pre>
 *
 * <pre>{@code
 * Files.write(file, source.bundle(17).toJson());
 *
 * // elsewhere, without a network; throws if something does not hold
 * BundleCheck.check(ProofBundle.parse(Files.readAllBytes(file)), verifier, Set.of(sequencerKey))
 *         .facts()
 *         .forEach(System.out::println);
 * }</pre>
 *
 * <p>A bundle says some things twice, because the forms do; {@link com.stateset.sequencer.verify.bundle.ProofBundle#parse} refuses
 * one that contradicts itself, so that no reader is shown another value than the one that was checked.
 */
@NullMarked
package com.stateset.sequencer.verify.bundle;

import org.jspecify.annotations.NullMarked;
