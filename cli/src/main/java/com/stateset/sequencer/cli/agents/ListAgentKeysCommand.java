package com.stateset.sequencer.cli.agents;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.protocol.keys.WireKeyDirectory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists an agent's keys. */
@Command(name = "list", description = "Lists the keys of an agent, one a line, also those that were revoked.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class ListAgentKeysCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentServerOptions options;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            List<WireKeyDirectory.Key> keys = options.keys(options.client());
            json.print(new Keys(keys));
            keys.forEach(key -> json.text(AgentKeyLine.of(key)));
            if (keys.isEmpty()) {
                json.text("agent " + options.agent() + " has no keys");
            }
            return 0;
        });
    }

    /** The keys, for programs, as the server's directory has them. */
    record Keys(List<WireKeyDirectory.Key> keys) {}
}
