package com.stateset.sequencer.spring;

import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.AtLeastOnceProjection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.util.ReflectionUtils;

/**
 * A method of a bean as a projection. It is called again for an event whose call has failed, or whose position was not stored: at least
 * once.
 */
final class MethodProjection implements AtLeastOnceProjection {

    private final EventProjection annotation;
    private final ReadFilter events;
    private final Object bean;
    private final Method method;
    private final Function<SequencedEvent, Optional<?>> argument;

    /**
     * Makes one.
     *
     * @param method which can be called on the bean, although that may be a proxy
     * @param argument what it is called with for an event; empty if it is not called
     * @throws IllegalArgumentException if the annotation's types make no filter
     */
    MethodProjection(
            EventProjection annotation, Object bean, Method method, Function<SequencedEvent, Optional<?>> argument) {
        this.annotation = annotation;
        this.events = ReadFilter.ALL
                .entityTypes(List.of(annotation.entityTypes()))
                .eventTypes(List.of(annotation.eventTypes()));
        this.bean = bean;
        this.method = method;
        this.argument = argument;
        ReflectionUtils.makeAccessible(method);
    }

    @Override
    public String name() {
        return annotation.name();
    }

    @Override
    public int version() {
        return annotation.version();
    }

    @Override
    public ReadFilter events() {
        return events;
    }

    @Override
    public void apply(SequencedEvent event) throws Exception {
        Optional<?> given = argument.apply(event);
        if (given.isPresent()) {
            call(given.get());
        }
    }

    /** What the method throws is the failure, not that it was called by reflection. */
    private void call(Object given) throws Exception {
        try {
            method.invoke(bean, given);
        } catch (InvocationTargetException e) {
            ReflectionUtils.rethrowException(e.getTargetException());
        }
    }
}
