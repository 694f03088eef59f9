package com.stateset.sequencer.server.http.guard;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves requests as if they came without two headers that Javalin would heed.
 * <ul>
 *   <li>{@code Sec-WebSocket-Version}: the request to become a WebSocket, which HTTP allows to ignore. Javalin would make a session for
 *       each, from any client, before it finds out that there are no WebSockets here.
 *   <li>{@code X-HTTP-Method-Override}: another method than the one that is sent. A gateway that lets only {@code GET} through must not be
 *       passed by a {@code GET} that is a {@code POST} in truth.
 * </ul>
 */
public final class IgnoredHeaders extends Handler.Wrapper {

    private static final String ASKS_FOR_WEB_SOCKET = "Sec-WebSocket-Version";
    private static final String OVERRIDES_METHOD = "X-HTTP-Method-Override";

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields headers = request.getHeaders();
        boolean ignores = headers.contains(ASKS_FOR_WEB_SOCKET) || headers.contains(OVERRIDES_METHOD);
        return super.handle(ignores ? new PlainRequest(request) : request, response, callback);
    }

    private static final class PlainRequest extends Request.Wrapper {

        private final HttpFields headers;

        private PlainRequest(Request request) {
            super(request);
            this.headers = HttpFields.build(request.getHeaders())
                    .remove(ASKS_FOR_WEB_SOCKET)
                    .remove(OVERRIDES_METHOD)
                    .asImmutable();
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }
}
