package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.ServerDatabase;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/** Servers in this process, without authentication. */
final class LocalServer {

    private LocalServer() {}

    static TestServer start(Path data, int port) {
        return ConfiguredTestServer.start(
                Map.of("PORT", Integer.toString(port), "AUTH_MODE", "disabled", "DATA_DIR", data.toString()));
    }

    static TestServer start(ServerDatabase database) {
        return start(database, 0);
    }

    static TestServer start(ServerDatabase database, int port) {
        return start(database.variables(), port);
    }

    /** A server of another party, which has the database and a key of its own. */
    static TestServer start(ServerDatabase database, String signingKey) {
        Map<String, String> variables = database.variables();
        variables.put("VES_SEQUENCER_SIGNING_KEY", signingKey);
        return start(variables, 0);
    }

    private static TestServer start(Map<String, String> variables, int port) {
        variables.put("PORT", Integer.toString(port));
        variables.put("AUTH_MODE", "disabled");
        return ConfiguredTestServer.start(variables);
    }

    static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
