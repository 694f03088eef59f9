package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.server.TestServer;
import java.util.HashMap;
import java.util.Map;

/** Servers as variables configure them. Public for the tests of the other commands, which run against a server. */
public final class ConfiguredTestServer {

    private ConfiguredTestServer() {}

    /** Starts a server, on a free port unless told otherwise, that is configured by these variables and nothing else. */
    public static TestServer start(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("PORT", "0");
        ConfiguredServer server = ConfiguredServer.start(ServerConfig.from(all));
        return TestServer.of(server.url(), server);
    }
}
