/**
 * A sequencer in a Spring Boot application, on Boot 3.5 and 4.
 *
 * <pre>
 *   SequencerAutoConfiguration        EventStore ─► Sequencer ─► EventStream (of one tenant and store), Projections
 *      ▲        ▲        │
 *      │        │        └─ ProjectionLifecycle: Projection beans, and {@literal @}EventProjection methods
 *      │   SequencerOutboxAutoConfiguration      EventOutbox joins {@literal @}Transactional; RelayLifecycle
 *      │
 *   SequencerHealthAutoConfiguration  an indicator for either line, of one SequencerHealth
 *   SequencerMetersAutoConfiguration  SequencerMeters on the application's registry
 *   SequencerJacksonAutoConfiguration modules for Jackson 2 and 3
 * </pre>
 *
 * <p><b>What starts and stops when.</b> A sequencer is there as soon as it is injected, with its schema up to date. What calls the
 * application's code, projections and the relay, starts when all beans are made, before the web server does; and it stops after the
 * web server has answered its last request, before any bean is destroyed. Then the sequencer closes as a bean, finishing what it
 * took, and after it the data source that it stands on.
 *
 * <p><b>Two lines, one jar.</b> It is compiled against Boot 3.5. What moved in Boot 4 is named by a string where an order is meant
 * ({@code afterName}), and has a class for each line where it is implemented; the one whose types are missing is never loaded.
 */
@NullMarked
package com.stateset.sequencer.spring;

import org.jspecify.annotations.NullMarked;
