package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.ServerOptions;
import com.stateset.sequencer.cli.source.StreamOptions;
import com.stateset.sequencer.cli.terminal.TerminalProgress;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.ErasureAnswer;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code erase}: the payloads of an entity are erased for good, and a record says so. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Erases the payloads of all events that an entity has, for good. The events stay, with their hashes: proofs and "
                    + "signatures hold as before. Who had it done, and why, becomes an event that all readers of the stream see.",
            "",
            "What projections have written, what readers have kept, backups, and payloads that were plain in the free space of "
                    + "the database are not reached: see docs/security.md. Running it again is safe."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the entity is erased, now or before",
            "1:the stream has no events of it, or it was not confirmed",
            "2:the command line makes no sense",
            "3:the server could not be reached, or refused"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class EraseCommand implements Callable<Integer> {

    private static final int NOTHING_ERASED = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Mixin
    private StreamOptions streamOptions;

    @Option(names = "--entity-type", required = true, paramLabel = "TYPE", description = "The type of the entity.")
    private String entityType;

    @Option(names = "--entity-id", required = true, paramLabel = "ID", description = "The id of the entity.")
    private String entityId;

    @Option(names = "--by", required = true, paramLabel = "WHO", description = "Who has it done, for the record.")
    private String by;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "WHY",
            description = "Why, for the record: a case number rather than a name, since all readers see it for good.")
    private String reason;

    @Option(names = "--yes", description = "Do not ask. Needed where there is no terminal.")
    private boolean yes;

    @Option(names = "--json", description = "Print the record as one JSON object.")
    private boolean json;

    /** Made by picocli. */
    public EraseCommand() {}

    @Override
    public Integer call() throws Exception {
        Erasure erasure = erasure();
        StreamId stream = streamOptions.stream();
        SequencerClient client = server.client();
        return Reading.run(spec, () -> {
            if (!isConfirmed(erasure, stream)) {
                spec.commandLine().getErr().println("nothing was erased");
                return NOTHING_ERASED;
            }
            Optional<RecordedErasure> record = client.erase(stream, erasure);
            if (record.isEmpty()) {
                spec.commandLine().getErr().println("stream " + stream + " has no events of " + erasure.entity());
                return NOTHING_ERASED;
            }
            spec.commandLine().getOut().println(text(record.get(), stream));
            return 0;
        });
    }

    private Erasure erasure() {
        try {
            return new Erasure(new EntityRef(entityType, entityId), by, reason);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private boolean isConfirmed(Erasure erasure, StreamId stream) {
        if (yes) {
            return true;
        }
        if (!TerminalProgress.isTerminal()) {
            throw new ParameterException(spec.commandLine(), "there is no terminal to ask on: say --yes");
        }
        String answer = Objects.requireNonNull(System.console())
                .readLine("Erase %s of stream %s for good? Type yes: ", erasure.entity(), stream);
        return "yes".equals(answer);
    }

    private String text(RecordedErasure record, StreamId stream) {
        if (json) {
            return new String(ProtocolJson.write(ErasureAnswer.of(record)), StandardCharsets.UTF_8);
        }
        Erasure erasure = record.erasure();
        return erasure.entity() + " of stream " + stream + " is erased up to event " + record.sequenceNumber()
                + ", which records it: " + record.recordedAt() + ", by " + erasure.by() + ", " + erasure.reason();
    }
}
