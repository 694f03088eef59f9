package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.ServerOptions;
import com.stateset.sequencer.cli.source.StreamOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.history.WireTreeHead;
import com.stateset.sequencer.protocol.http.SequencerClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Accepts a history that does not extend the one that was signed. */
@Command(
        name = "accept-history",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description =
                "Accepts the history that a stream has now, although it does not extend the one that the server has signed: "
                        + "for administrators who have restored an older backup on purpose. The stream takes events again. "
                        + "The break is signed and entered in the log of heads for all to see; agents and monitors that "
                        + "have seen the other history refuse this one until they are told.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the history is accepted",
            "2:the command line makes no sense",
            "3:the server could not be reached, or refused"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class AcceptHistoryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Mixin
    private StreamOptions streamOptions;

    /** Made by picocli. */
    public AcceptHistoryCommand() {}

    @Override
    public Integer call() throws Exception {
        SequencerClient client = server.client();
        StreamId stream = streamOptions.stream();
        return Reading.run(spec, () -> {
            WireTreeHead accepted = client.acceptHistory(stream);
            spec.commandLine()
                    .getOut()
                    .println("the history of stream " + stream + " is accepted: " + accepted.size() + " events, root "
                            + accepted.root());
            return 0;
        });
    }
}
