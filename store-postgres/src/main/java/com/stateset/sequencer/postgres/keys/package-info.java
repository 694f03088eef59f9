/**
 * The public keys of agents. Not exported; what is public is so for appends and for the store.
 *
 * <pre>
 *   change a key ─► AgentKeyRegistry    one transaction: lock the tenant ─► lock its heads ─► raise both epochs ─► the key
 *                                                                                               │
 *   append ───────► KeySnapshots ◄── compares epochs ── key_epoch on the head of each stream ◄──┘
 *                     TenantKeys        all keys of a tenant, as of an epoch; immutable
 *   look at keys ─► SingleFlight        one query for all who ask at once, none of whom gets an answer older than the question
 * </pre>
 *
 * <p>An <em>epoch</em> counts the changes to a tenant's keys. It stands twice: in {@code key_epochs}, one row a tenant, and on every
 * head of the tenant, where the fence of an append compares it at no cost. ADR 0005 has the reasons.
 */
@NullMarked
package com.stateset.sequencer.postgres.keys;

import org.jspecify.annotations.NullMarked;
