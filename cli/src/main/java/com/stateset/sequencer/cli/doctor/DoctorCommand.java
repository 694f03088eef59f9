package com.stateset.sequencer.cli.doctor;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.PlaceOptions;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.SigningKeys;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.verify.bundle.StoredProofSource;
import com.stateset.sequencer.verify.remote.RemoteHistory;
import com.stateset.sequencer.verify.remote.RemoteProofSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how a server or a store is. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Looks at a server, or at the store of one, from all sides, and says of each how it is and what to do: rights and size of "
                    + "files, disk, write-ahead log, schema, heads, clock, signing key, whether it is ready, and whether some events at "
                    + "random are there and in the history that was signed.",
            "",
            "Run it on the machine of the server with --data or --database-url, with the server's variables, and from anywhere with "
                    + "--server. It writes no event, and repairs nothing; a store of an older version is not opened further than its "
                    + "files."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is wrong; with --strict, there is no warning either",
            "1:something is wrong: a line says fail, or, with --strict, warn",
            "2:the command line makes no sense",
            "3:the store could not be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  doctor --data sequencer-data", "  doctor --server http://localhost:8080 --json"})
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class DoctorCommand implements Callable<Integer> {

    private static final int WRONG = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Option(names = "--strict", description = "A warning counts as something that is wrong.")
    private boolean strict;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public DoctorCommand() {}

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            Map<String, String> environment = System.getenv();
            String where = place.describe(environment);
            return report(where, place.server() != null ? ofServer() : ofStore(environment));
        });
    }

    private List<Finding> ofServer() throws InterruptedException {
        SequencerClient client = place.client();
        ServerChecks checks = new ServerChecks(client, Clock.systemUTC());
        List<Finding> findings = new ArrayList<>(checks.run());
        findings.addAll(new HistoryChecks(
                        stream ->
                                new RemoteProofSource(new RemoteHistory(client, stream, SignatureVerifier.standard())),
                        Clock.systemUTC())
                .run(checks.streams()));
        return findings;
    }

    private List<Finding> ofStore(Map<String, String> environment) {
        StoreConfig config = place.store(environment);
        List<Finding> findings = new ArrayList<>();
        if (config instanceof StoreConfig.Embedded embedded) {
            findings.addAll(new FileChecks(embedded).run());
            if (findings.stream().anyMatch(DoctorCommand::keepsFromOpening)) {
                return findings;
            }
        }
        List<SigningKey> keys = SigningKeys.atHand(config, environment);
        try (EventStore store = place.open(environment)) {
            findings.add(SignerCheck.of(
                    store.identity().keys(),
                    keys.stream().map(SigningKey::publicKey).toList()));
            findings.add(Finding.ok("ed25519", "signatures are made and verified by " + SignatureVerifier.standard()));
            findings.addAll(new HistoryChecks(stream -> new StoredProofSource(store, stream, keys), Clock.systemUTC())
                    .run(store.allStreams().toList()));
            store.ping();
            findings.add(Finding.ok("ready", "the store answers"));
        } catch (SequencerException e) {
            findings.add(Finding.fail("ready", String.valueOf(e.getMessage()), "a server does not serve on this"));
        }
        return findings;
    }

    /** What is damaged, or would be brought up to date by being opened, is left as it is. */
    private static boolean keepsFromOpening(Finding finding) {
        return (finding.check().equals("files") && finding.level() == Finding.Level.FAIL)
                || (finding.check().equals("schema") && finding.level() != Finding.Level.OK);
    }

    private int report(String where, List<Finding> findings) {
        long failures = count(findings, Finding.Level.FAIL);
        long warnings = count(findings, Finding.Level.WARN);
        json.print(new Report(where, failures, warnings, findings));
        findings.forEach(finding -> json.text(finding.words()));
        json.text(
                failures + warnings == 0
                        ? where + " is well"
                        : String.format(Locale.ROOT, "%s: %d failures, %d warnings", where, failures, warnings));
        return failures > 0 || (strict && warnings > 0) ? WRONG : 0;
    }

    private static long count(List<Finding> findings, Finding.Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    /** What was found, for programs. */
    record Report(
            String where,
            long failures,
            long warnings,
            @JsonProperty("checks") List<Finding> findings) {}
}
