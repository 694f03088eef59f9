package com.stateset.sequencer.server.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves requests as if they did not have the headers that Javalin would follow and we do not.
 *
 * <ul>
 *   <li>A request to become a WebSocket is served as if it had not asked for that, as HTTP allows. Javalin would make a session for each,
 *       from any client, before it finds out that there are no WebSockets here.
 *   <li>{@code X-HTTP-Method-Override} would make a {@code GET} reach the handler of a {@code POST}, past a gateway that filters by method.
 * </ul>
 */
public final class IgnoredHeaders extends Handler.Wrapper {

    private static final String ASKS_FOR_WEB_SOCKET = "Sec-WebSocket-Version";
    private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields headers = request.getHeaders();
        return super.handle(
                headers.contains(ASKS_FOR_WEB_SOCKET) || headers.contains(METHOD_OVERRIDE)
                        ? new PlainRequest(request)
                        : request,
                response,
                callback);
    }

    private static final class PlainRequest extends Request.Wrapper {

        private final HttpFields headers;

        private PlainRequest(Request request) {
            super(request);
            this.headers = HttpFields.build(request.getHeaders())
                    .remove(ASKS_FOR_WEB_SOCKET)
                    .remove(METHOD_OVERRIDE)
                    .asImmutable();
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }
}
