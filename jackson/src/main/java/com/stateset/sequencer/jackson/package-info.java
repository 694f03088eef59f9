/**
 * The log's values as JSON, in both directions that applications need.
 *
 * <pre>
 *   out of a controller    SequencedEvent, IngestReceipt, EventProof… ─► WireForm ─► protocol: WireEvent, IngestAnswer, WireProof…
 *                                                                           ▲
 *                              SequencerJackson2Module, SequencerJackson3Module
 *
 *   into the log           the application's events ─► PayloadMapper ─► EventTypes ─► canonical JSON
 *                                                          ▲
 *                                                     PayloadTypeCheck, when it is made
 * </pre>
 *
 * <pre>{@code
 * ObjectMapper mapper = JsonMapper.builder().addModule(new SequencerJackson2Module()).build();
 * EventTypes<OrderEvent> types = EventTypes.<OrderEvent>builder().mapper(PayloadMapper.of(OrderEvent.class))...build();
 * }</pre>
 *
 * <p><b>One form.</b> What the modules write is what the HTTP server answers, member by member, since both write the records of the module
 * {@code protocol}: a reader of the one reads the other. They only write. Who reads such JSON takes those records, which convert back
 * ({@code WireEvent.toSequencedEvent}), and checks hashes and signatures, which an object mapper could not.
 *
 * <p><b>Two Jacksons.</b> Jackson 3 is another library in other packages. It is an optional dependency, and only {@link
 * com.stateset.sequencer.jackson.SequencerJackson3Module} touches it. Payloads are mapped by Jackson 2, whichever the application uses.
 */
@NullMarked
package com.stateset.sequencer.jackson;

import org.jspecify.annotations.NullMarked;
