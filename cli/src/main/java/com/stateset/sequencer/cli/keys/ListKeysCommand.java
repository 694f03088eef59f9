package com.stateset.sequencer.cli.keys;

import com.stateset.sequencer.cli.source.Reading;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists keys, one a line. */
@Command(name = "list", description = "Lists the keys that the API key may revoke, also those that have ended.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class ListKeysCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private KeyServerOptions options;

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            options.client()
                    .keys(options.tenant(), options.agent())
                    .forEach(key -> spec.commandLine().getOut().println(KeyLine.of(key)));
            return 0;
        });
    }
}
