package com.stateset.sequencer.spring;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.Projection;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.TypedEvent;
import com.stateset.sequencer.replay.UnknownEvents;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Finds the methods that are annotated with {@link EventProjection}, as Spring finds those of its event listeners: in the class behind a
 * proxy, to be called through the proxy.
 */
final class AnnotatedMethods {

    private final ConfigurableListableBeanFactory beans;

    AnnotatedMethods(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /**
     * Makes a projection of each.
     *
     * @throws IllegalStateException if a method takes what cannot be given to it
     */
    List<Projection> projections() {
        List<Projection> found = new ArrayList<>();
        for (String bean : beans.getBeanNamesForType(Object.class, false, false)) {
            Class<?> type =
                    ScopedProxyUtils.isScopedTarget(bean) ? null : AutoProxyUtils.determineTargetClass(beans, bean);
            if (type != null && mayHaveSome(type)) {
                annotated(type).forEach((method, annotation) -> found.add(projection(bean, method, annotation)));
            }
        }
        return found;
    }

    /** Spring's own classes are most of a context, and have none. */
    private static boolean mayHaveSome(Class<?> type) {
        return !type.getName().startsWith("org.springframework.")
                && AnnotationUtils.isCandidateClass(type, EventProjection.class);
    }

    /** Also where the annotation stands on an interface's method, or is part of an annotation of the application's own. */
    private static Map<Method, EventProjection> annotated(Class<?> type) {
        MetadataLookup<EventProjection> annotation =
                method -> AnnotatedElementUtils.findMergedAnnotation(method, EventProjection.class);
        return MethodIntrospector.selectMethods(type, annotation);
    }

    private Projection projection(String name, Method method, EventProjection annotation) {
        Object bean = beans.getBean(name);
        return new MethodProjection(
                annotation, bean, AopUtils.selectInvocableMethod(method, bean.getClass()), argument(method));
    }

    /** Says what the method is called with for an event; empty if it is not called. */
    private Function<SequencedEvent, Optional<?>> argument(Method method) {
        if (method.getParameterCount() == 1) {
            ResolvableType type = ResolvableType.forMethodParameter(method, 0);
            if (type.toClass() == SequencedEvent.class) {
                return Optional::of;
            }
            if (type.toClass() == TypedEvent.class && type.hasGenerics()) {
                EventTypes<Object> types = types(method, type.getGeneric(0));
                return event -> types.map(event, UnknownEvents.ignore());
            }
        }
        throw new IllegalStateException(
                "@EventProjection " + method + " must take a SequencedEvent or a TypedEvent<…>");
    }

    private EventTypes<Object> types(Method method, ResolvableType common) {
        ResolvableType wanted = ResolvableType.forClassWithGenerics(EventTypes.class, common);
        EventTypes<Object> types =
                beans.<EventTypes<Object>>getBeanProvider(wanted).getIfUnique();
        if (types == null) {
            throw new IllegalStateException("@EventProjection " + method + " needs one bean of type " + wanted);
        }
        return types;
    }
}
