package com.stateset.sequencer.cli.witness;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.cli.serve.SecretFile;
import com.stateset.sequencer.cli.serve.Termination;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.server.StartException;
import com.stateset.sequencer.tlog.VerifierKey;
import com.stateset.sequencer.witness.Witness;
import io.javalin.util.JavalinException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code witness}: a second party for the heads logs of sequencers. */
@Command(
        name = "witness",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Witnesses logs: cosigns each checkpoint that extends the one before, and no other.",
            "",
            "Speaks the C2SP protocols tlog-witness and tlog-cosignature. Run it where the operator of the sequencer cannot "
                    + "reach it. Give the sequencer the witness's vkey, which is printed at the start, and its address "
                    + "(WITNESSES), and give those who check the vkey.",
            "The state file is what the witness is worth: never put an older one in its place."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was stopped", "1:it cannot start", "2:the command line makes no sense"})
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
public final class WitnessCommand implements Callable<Integer> {

    private static final int EXIT_CANNOT_START = 1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "The witness's name, such as example.com/w1: no white space, no +.")
    private String name;

    @Option(
            names = "--log",
            required = true,
            paramLabel = "VKEY",
            description =
                    "The key of a log to witness; may be repeated. A sequencer's is printed when its server starts.")
    private List<String> logs;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "The SQLite file with what was seen; made if there is none. Default: ${DEFAULT-VALUE}",
            defaultValue = "witness.db")
    private Path state;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The file with the witness's secret key; made if there is none. Default: STATE.key")
    private @Nullable Path key;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "The address to listen on. Default: ${DEFAULT-VALUE}",
            defaultValue = "127.0.0.1")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port to listen on; 0 for any that is free. Default: ${DEFAULT-VALUE}",
            defaultValue = "8081")
    private int port;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public WitnessCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        List<VerifierKey> known = keysOf(logs);
        Path file = state.toAbsolutePath().normalize();
        try {
            SigningKey signingKey =
                    signingKey(key == null ? file.resolveSibling(file.getFileName() + ".key") : key.toAbsolutePath());
            try (SqliteWitnessState opened = SqliteWitnessState.open(file)) {
                return serve(new Witness(
                        VerifierKey.ofWitness(name, signingKey.publicKey().toByteArray()),
                        message -> signingKey.signText(message).toByteArray(),
                        SignatureVerifier.ofNotes(),
                        known,
                        opened,
                        Clock.systemUTC()));
            }
        } catch (SequencerException | JavalinException | ConfigurationException | StartException e) {
            return Reading.fail(spec, "The witness cannot start: ", String.valueOf(e.getMessage()), EXIT_CANNOT_START);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private int serve(Witness witness) throws InterruptedException {
        Termination termination = Termination.listen();
        try (WitnessServer server = WitnessServer.start(witness, host, port)) {
            String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port();
            json.print(new Ready("ready", url, witness.key().toString(), state.toString()));
            json.text("The witness's vkey is " + witness.key());
            json.text("Listening on " + url + ", state in " + state);
            spec.commandLine().getOut().flush();
            termination.await();
        }
        json.print(Map.of("status", "ended"));
        return 0;
    }

    /**
     * A witness that answers, for programs.
     *
     * @param status {@code ready}
     * @param url where it listens
     * @param stateFile what it remembers in
     */
    record Ready(String status, String url, String vkey, String stateFile) {}

    private List<VerifierKey> keysOf(List<String> vkeys) {
        List<VerifierKey> keys = new ArrayList<>();
        for (String vkey : vkeys) {
            try {
                keys.add(VerifierKey.parse(vkey));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--log: " + e.getMessage(), e);
            }
        }
        return keys;
    }

    private static SigningKey signingKey(Path file) {
        Path directory = file.getParent();
        return SigningKey.parse(SecretFile.readOrCreate(
                        directory == null ? Path.of(".") : directory,
                        String.valueOf(file.getFileName()),
                        () -> HexFormat.of().formatHex(SigningKey.generate().toSeed()))
                .secret());
    }
}
