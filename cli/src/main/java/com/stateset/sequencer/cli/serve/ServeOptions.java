package com.stateset.sequencer.cli.serve;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be said on the command line of what the environment says. */
final class ServeOptions {

    @Option(names = "--port", paramLabel = "PORT", description = "The port to listen on; 0 for any that is free.")
    private @Nullable String port;

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on.")
    private @Nullable String host;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory.")
    private @Nullable String data;

    /** The settings of the environment and, before them, of the command line. */
    Settings settings(Map<String, String> environment) {
        Map<String, String> options = new HashMap<>();
        put(options, "PORT", port);
        put(options, "HOST", host);
        put(options, "DATA_DIR", data);
        return new Settings(environment, options);
    }

    private static void put(Map<String, String> options, String name, @Nullable String value) {
        if (value != null) {
            options.put(name, value);
        }
    }
}
