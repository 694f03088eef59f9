package com.stateset.sequencer.cli.keys;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.protocol.keys.WireApiKey;
import com.stateset.sequencer.protocol.keys.WireApiKeyPage;
import java.util.List;
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

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            List<WireApiKey> keys = options.apiKeys().list();
            json.print(WireApiKeyPage.of(keys));
            keys.forEach(key -> json.text(KeyLine.of(key)));
            return 0;
        });
    }
}
