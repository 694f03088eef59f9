/**
 * Meters of a sequencer, for any registry that Micrometer has: Prometheus, OTLP, JMX and others.
 *
 * <pre>
 *   MeterRegistry registry = …;
 *   SequencerMeters meters = SequencerMeters.of(registry);
 *   Sequencer.builder().store(store).observer(meters).with(meters).build();
 *
 *   SequencerObserver ──► IngestMeters, GroupMeters, CommitmentMeters, SubscriptionMeters, ProjectionMeters   counted as it happens
 *   SequencerPlugin ────► QueueGauges, PoolGauges                                                              read at each scrape
 *                    └──► StoreSampler: backlog of commitments, heads log, projections                         read from the store
 *                                                                                                              every ten seconds
 *   WitnessMeters ──────► what Witnessing.status() says                                                        read at each scrape
 * </pre>
 *
 * <h2>The meters</h2>
 * <pre>
 *   sequencer.ingest.events{outcome}             events that callers sent: accepted, duplicate, rejected
 *   sequencer.ingest.rejections{reason}          why they were rejected, by Rejection.code()
 *   sequencer.ingest.batches{outcome}            batches: answered, or refused because the queue stayed full
 *   sequencer.ingest.latency                     from admission to the answer, which is durable
 *   sequencer.sequence.latency                   one transaction of a lane
 *   sequencer.group.events, .group.batches       what one transaction stored
 *   sequencer.group.failures{cause}              groups that the store did not take
 *   sequencer.lane.queue.events                  what waits for a lane; .bytes and .utilization likewise
 *   sequencer.commitments{outcome}               published, or failed when they were due by policy
 *   sequencer.commitment.events, .commit.latency what they cover, and how long one takes
 *   sequencer.commitment.backlog.age, .events    the oldest event without one, and how many its stream has
 *   sequencer.heads.log.behind                   whether a stream has moved that the log of heads does not show
 *   sequencer.heads.log.checkpoint.age           how long ago that log had a new checkpoint
 *   sequencer.projection.lag.events{projection, version, role}    how far each build in the store is behind;
 *                                                .parked.events and .stopped.streams likewise
 *   sequencer.projection.events{projection}      what is applied in this process; .project.latency likewise
 *   sequencer.projection.failures{projection, consequence}        retried, parked, stopped
 *   sequencer.subscriptions, .subscription.failures               open ones, and those that an error has ended
 *   sequencer.pool.*                             the store's own pool of connections
 *   sequencer.store.up, .store.sample.age        whether the last look into the store succeeded, and when one did
 *   sequencer.witness.*                          the age of the last quorum, and the witnesses that fail or contradict
 *   sequencer.errors.*                           failures by kind, as the original sequencer counts them
 * </pre>
 *
 * <p><b>Two kinds.</b> What happens is counted and timed as it happens, on the thread that does it: these meters stay in the registry
 * when a sequencer is closed, and go on where they were when another is opened. What is there at a moment is a gauge, which leaves the
 * registry with its sequencer: a gauge of a closed one would show for ever what it was at last.
 *
 * <p><b>Labels are bounded.</b> Outcomes, reasons, causes, names of projections: what a program's own code chooses. Never a
 * tenant, a store, an entity, an id or anything else that a client sends, of which there is no end.
 *
 * <p><b>Names.</b> Micrometer's, with dots; a registry makes its own of them. For Prometheus {@code sequencer.ingest.events} is
 * {@code sequencer_ingest_events_total}. Counters of the original sequencer that its dashboards and alerts ask for by a name without
 * {@code _total} are there under that name, too, as {@code OriginalNames} says.
 */
@NullMarked
package com.stateset.sequencer.micrometer;

import org.jspecify.annotations.NullMarked;
