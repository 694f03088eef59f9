package com.stateset.sequencer.server.http;

import io.javalin.http.Context;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** What is found out about a call while it is answered, and read when it is over: by what counts calls, and by what logs them. */
public enum CallFacts {

    /** The pattern of the route that answers. */
    ROUTE,
    /** The code of the error that is answered. */
    ERROR,
    /** The id under which the call is found in logs: see {@link RequestIds}. */
    REQUEST_ID,
    /** The address of who calls; absent if a proxy names none. */
    CLIENT,
    /** The network of that address, which limits count by: one who has an IPv6 address has 2^64 of them. */
    NETWORK,
    /** The tenant of who calls. */
    TENANT,
    /** Who calls, to the audit log, if it is one who is not found by a key of the store: {@code anchor_key}. */
    ACTOR,
    /** The trace in which the call is made: the {@code traceparent} of W3C Trace Context, if it is well-formed. */
    TRACE_PARENT,
    /** The first characters of the hash of the API key that was shown: its {@code key_prefix}. */
    KEY;

    private final String attribute = CallFacts.class.getName() + "." + name();

    /** Notes it of a call. */
    public void note(Context call, String value) {
        call.attribute(attribute, value);
    }

    void note(Request request, String value) {
        request.setAttribute(attribute, value);
    }

    /** Returns what was noted of a call. */
    Optional<String> of(Context call) {
        return Optional.ofNullable(call.attribute(attribute));
    }

    /** Returns what was noted of a request. */
    public Optional<String> of(Request request) {
        return Optional.ofNullable((String) request.getAttribute(attribute));
    }
}
