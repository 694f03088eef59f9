package com.stateset.sequencer.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.eclipse.jetty.io.Connection;

/** The connection of a call. */
public final class Connections {

    private Connections() {}

    /**
     * Closing it ends an answer that has begun in a way that no client takes for its end. Only to be used while the call lasts: after it,
     * the connection serves another.
     */
    public static Connection of(HttpServletResponse response) {
        return ServletContextResponse.getServletContextResponse(response)
                .getRequest()
                .getConnectionMetaData()
                .getConnection();
    }

    /** Ends a call that cannot be answered any further, on the call's thread: the client may be gone. */
    public static void abort(HttpServletRequest request, Throwable cause) {
        ServletContextRequest.getServletContextRequest(request)
                .getServletChannel()
                .abort(cause);
    }
}
