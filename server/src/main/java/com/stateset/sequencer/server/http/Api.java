package com.stateset.sequencer.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.util.concurrent.Semaphore;

/** Where the resources put their calls: checks who calls, and bounds how many calls run at a time. */
public final class Api {

    private static final String BASE = "/api/v1";

    private final RoutesConfig routes;
    private final Authenticator authenticator;
    private final Semaphore calls;

    public Api(RoutesConfig routes, Authenticator authenticator, Semaphore calls) {
        this.routes = routes;
        this.authenticator = authenticator;
        this.calls = calls;
    }

    public void get(String path, Handler handler) {
        get(routes, BASE + path, authenticated(handler));
    }

    /** A call that needs no key. */
    public void getAsAnyone(String path, Handler handler) {
        get(routes, BASE + path, bounded(handler));
    }

    /** A file that is not one of the JSON calls: its path begins at the root. */
    public void getFile(String path, Handler handler) {
        get(routes, path, authenticated(handler));
    }

    /** A file that needs no key. */
    public void getFileAsAnyone(String path, Handler handler) {
        get(routes, path, bounded(handler));
    }

    public void post(String path, Handler handler) {
        routes.post(BASE + path, authenticated(handler));
    }

    /** A call whose path would, with {@code GET}, be taken for another one's that ends in a parameter. */
    public void postOnly(String path, Handler handler) {
        routes.before(BASE + path, Api::requirePost);
        post(path, handler);
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

    private Handler authenticated(Handler handler) {
        Handler bounded = bounded(handler);
        return call -> {
            authenticator.check(call);
            bounded.handle(call);
        };
    }

    private Handler bounded(Handler handler) {
        return call -> {
            if (!calls.tryAcquire()) {
                throw new ApiException(Errors.BUSY);
            }
            try {
                handler.handle(call);
            } finally {
                calls.release();
            }
        };
    }
}
