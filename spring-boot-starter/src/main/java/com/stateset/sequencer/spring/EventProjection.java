package com.stateset.sequencer.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has a method of a bean see every event, in the order of its stream, from the first one on: a projection with effects outside the
 * event store, <em>at least once</em>.
 *
 * <pre>{@code
 * @EventProjection(name = "customer_orders", version = 1, eventTypes = "order.placed")
 * void on(TypedEvent<OrderEvent> event) {
 *     jdbc.update("insert into customer_orders values (?, ?) on conflict do nothing", ...);
 * }
 * }</pre>
 *
 * <p>The method takes a {@code SequencedEvent}; or a {@code TypedEvent<T>}, mapped by the bean of type {@code EventTypes<T>}, which
 * leaves events without a type out. What it returns is ignored. It may be {@code @Transactional}, since the bean is called as others
 * call it. It is called by one thread at a time for each stream; what it throws is tried again, and then stops the stream or parks the
 * event ({@code sequencer.projections}).
 *
 * <p>The checkpoint moves after the method has returned. An event is applied again if the process dies in between, and all of them are
 * when the version is raised: let the effects be such that doing them twice does no harm. For tables that see each event exactly once,
 * declare a bean that is a {@code JdbiProjection}; it is run in the same way.
 *
 * @see com.stateset.sequencer.projection.AtLeastOnceProjection
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface EventProjection {

    /** Names the projection, for good: a letter, then letters, digits and underscores, all in lower case, at most 40. */
    String name();

    /** Raise it to have all events seen again. From 1 on. */
    int version() default 1;

    /** Only events about entities of these types; all by default. */
    String[] entityTypes() default {};

    /** Only events of these types; all by default. */
    String[] eventTypes() default {};
}
