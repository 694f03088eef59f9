/**
 * Meters of a sequencer, for any registry that Micrometer has: Prometheus, OTLP, JMX and others.
 *
 * <pre>
 *   MeterRegistry registry = …;
 *   SequencerMeters meters = SequencerMeters.of(registry);
 *   Sequencer.builder().store(store).observer(meters).with(meters).build();
 *
 *   SequencerObserver ──► IngestMeters, GroupMeters, CommitmentMeters, SubscriptionMeters, ProjectionMeters   counted as it happens
 *   SequencerPlugin ────► LaneGauges, PoolGauges                                                               read at each scrape
 *                    └──► StoreSampler: backlog of commitments, heads log, projections                         read from the store
 *                                                                                                              every ten seconds
 *   WitnessMeters ──────► what Witnessing.status() says                                                        read at each scrape
 * </pre>
 *
 * <p><b>Labels are bounded.</b> Outcomes, reasons, causes, lanes, names of projections: what a program's own code chooses. Never a
 * tenant, a store, an entity, an id or anything else that a client sends, of which there is no end.
 *
 * <p><b>Names.</b> Micrometer's, with dots; a registry makes its own of them. For Prometheus {@code sequencer.ingest.events} is
 * {@code sequencer_ingest_events_total}. Counters of the original sequencer that its dashboards and alerts ask for by a name without
 * {@code _total} are there under that name, too, as {@code OriginalNames} says.
 */
@NullMarked
package com.stateset.sequencer.micrometer;

import org.jspecify.annotations.NullMarked;
