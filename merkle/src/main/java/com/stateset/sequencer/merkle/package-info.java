/**
 * Hashing of Verifiable Event Sync (VES) version 1, with no dependency but the JDK.
 *
 * <pre>
 *   Domain ("VES_LEAF_V1") ─┐
 *   fields of a record ─────┴─► DomainHasher ─► Hash (32 bytes, SHA-256)
 * </pre>
 *
 * <p>Every hash of the protocol starts with the ASCII prefix of its {@link com.stateset.sequencer.merkle.Domain}, so that
 * a hash made for one purpose never passes for another. A {@link com.stateset.sequencer.merkle.DomainHasher} is the one
 * place where fields become bytes; a {@link com.stateset.sequencer.merkle.Hash} is what comes out.
 */
@NullMarked
package com.stateset.sequencer.merkle;

import org.jspecify.annotations.NullMarked;
