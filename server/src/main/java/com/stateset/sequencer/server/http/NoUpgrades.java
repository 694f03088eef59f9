package com.stateset.sequencer.server.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves a request to become a WebSocket as if it had not asked for that, as HTTP allows. Javalin would make a session for
 * each, from any client, before it finds out that there are no WebSockets here.
 */
public final class NoUpgrades extends Handler.Wrapper {

    private static final String ASKS_FOR_WEB_SOCKET = "Sec-WebSocket-Version";

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(
                request.getHeaders().contains(ASKS_FOR_WEB_SOCKET) ? new PlainRequest(request) : request,
                response,
                callback);
    }

    private static final class PlainRequest extends Request.Wrapper {

        private final HttpFields headers;

        private PlainRequest(Request request) {
            super(request);
            this.headers = HttpFields.build(request.getHeaders())
                    .remove(ASKS_FOR_WEB_SOCKET)
                    .asImmutable();
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }
}
