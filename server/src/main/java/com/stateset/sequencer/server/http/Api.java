package com.stateset.sequencer.server.http;

import com.stateset.sequencer.server.limits.FairPermits;
import com.stateset.sequencer.spi.ApiKey.Permission;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;

/**
 * Where the resources put their calls: checks who calls and whether they may, and bounds how many calls run at a time, and how many of
 * one tenant. What a call needs follows from its method, to read for {@code GET} and to write for the others, unless it says otherwise.
 */
public final class Api {

    private static final String BASE = "/api/v1";

    private final RoutesConfig routes;
    private final Authenticator authenticator;
    private final FairPermits calls;

    /**
     * Makes an API.
     *
     * @param calls how many calls may run at a time, and how many of one caller
     */
    public Api(RoutesConfig routes, Authenticator authenticator, FairPermits calls) {
        this.routes = routes;
        this.authenticator = authenticator;
        this.calls = calls;
    }

    public void get(String path, Handler handler) {
        get(path, Permission.READ, handler);
    }

    /** A {@code GET} that only those may make who may do more than to read. */
    public void get(String path, Permission needed, Handler handler) {
        get(routes, BASE + path, permitted(needed, handler));
    }

    /** A call that needs no key. */
    public void getAsAnyone(String path, Handler handler) {
        get(routes, BASE + path, bounded(handler));
    }

    /** A file that is not one of the JSON calls: its path begins at the root. */
    public void getFile(String path, Handler handler) {
        get(routes, path, permitted(Permission.READ, handler));
    }

    /** A file that needs no key. */
    public void getFileAsAnyone(String path, Handler handler) {
        get(routes, path, bounded(handler));
    }

    /** A {@code GET} of a path of its own, of those who may anchor. */
    public void getAsAnchorer(String path, AnchorAccess access, Handler handler) {
        get(routes, path, anchoring(access, handler));
    }

    /** A {@code POST} likewise. */
    public void postAsAnchorer(String path, AnchorAccess access, Handler handler) {
        routes.post(path, anchoring(access, handler));
    }

    private Handler anchoring(AnchorAccess access, Handler handler) {
        return bounded(access::require, handler);
    }

    public void post(String path, Handler handler) {
        post(path, Permission.READ_WRITE, handler);
    }

    public void post(String path, Permission needed, Handler handler) {
        routes.post(BASE + path, permitted(needed, handler));
    }

    /** A call whose path would, with {@code GET}, be taken for another one's that ends in a parameter. */
    public void postOnly(String path, Handler handler) {
        postOnly(path, Permission.READ_WRITE, handler);
    }

    /** A call likewise that needs no key. */
    public void postOnlyAsAnyone(String path, Handler handler) {
        routes.before(BASE + path, Api::requirePost);
        routes.post(BASE + path, bounded(handler));
    }

    /** A call likewise, with what it needs. */
    public void postOnly(String path, Permission needed, Handler handler) {
        routes.before(BASE + path, Api::requirePost);
        post(path, needed, handler);
    }

    /** A {@code PUT}, which needs what a {@code POST} needs. */
    public void put(String path, Handler handler) {
        routes.put(BASE + path, permitted(Permission.READ_WRITE, handler));
    }

    public void delete(String path, Permission needed, Handler handler) {
        routes.delete(BASE + path, permitted(needed, handler));
    }

    /** {@code HEAD} runs what {@code GET} does; Jetty drops the body. */
    public static void get(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.addEndpoint(Endpoint.create(HandlerType.HEAD, path).handler(handler));
    }

    private static void requirePost(Context call) {
        if (!call.method().equals(HandlerType.POST)) {
            Errors.methodNotAllowed(call, "POST");
            call.skipRemainingHandlers();
        }
    }

    private Handler permitted(Permission needed, Handler handler) {
        return bounded(
                call -> {
                    authenticator.check(call);
                    Principal.of(call).require(needed);
                },
                handler);
    }

    private Handler bounded(Handler handler) {
        return bounded(call -> {}, handler);
    }

    /** To find out who calls takes a look into the store, and so a place, too: that of who made the last call with the same key. */
    private Handler bounded(Handler check, Handler handler) {
        return call -> {
            try (CallPlace place = new CallPlace(calls, authenticator.expected(call))) {
                check.handle(call);
                place.passTo(Principal.shareOwner(call));
                handler.handle(call);
            }
        };
    }
}
