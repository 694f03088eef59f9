package com.stateset.sequencer.cli.streams;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.PlaceOptions;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.verify.remote.RemoteHistory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows who did what: a tenant's audit log, one line for each deed. */
@Command(
        name = "audit-log",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Shows who did what to a tenant's keys, schemas, payloads and histories: one line for each deed, in the order in which they "
                    + "ended. Last come those of which it is not on record what became of them, since the server ended meanwhile: "
                    + "\"begun\" is said of them.",
            "",
            "The log is a stream of the tenant, of the store " + AuditLogCommand.STORE + ": verify-stream, prove and "
                    + "export-events take it like any other. A server shows it to administrators of the tenant."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the list is complete",
            "2:the command line makes no sense",
            "3:the server or the store could not be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  audit-log --server http://localhost:8080 --tenant UUID",
            "  verify-stream --data sequencer-data --tenant UUID \\",
            "      --store " + AuditLogCommand.STORE
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class AuditLogCommand implements Callable<Integer> {

    /** {@link StreamId#AUDIT_STORE}, as a text that can stand in a description. */
    static final String STORE = "ca89c3ba-0c64-8901-86fb-69c0af4ad594";

    private static final int PAGE = 1000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Option(
            names = "--tenant",
            required = true,
            paramLabel = "UUID",
            description = "The tenant. What was done to the whole server is with the tenant of zeros only.")
    private UUID tenant;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public AuditLogCommand() {}

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            json.list("deeds", AuditedDeed::line, this::deeds);
            return 0;
        });
    }

    private void deeds(Consumer<AuditedDeed> shown) {
        StreamId stream = StreamId.auditLogOf(tenant);
        if (place.server() != null) {
            RemoteHistory history = new RemoteHistory(place.client(), stream, SignatureVerifier.standard());
            deeds(from -> history.events(from, PAGE), shown);
            return;
        }
        try (EventStore store = place.open(System.getenv())) {
            deeds(
                    from -> store.read(stream, ReadOptions.forwardsFrom(from).limit(PAGE))
                            .events(),
                    shown);
        }
    }

    /** Shows a deed by the entry that says what became of it. Held are a page, and the deeds of which none has said so yet. */
    private static void deeds(LongFunction<List<SequencedEvent>> pages, Consumer<AuditedDeed> shown) {
        Map<String, AuditedDeed> begun = new LinkedHashMap<>();
        List<SequencedEvent> page = pages.apply(1);
        while (!page.isEmpty()) {
            for (SequencedEvent entry : page) {
                AuditedDeed deed = AuditedDeed.of(entry);
                if (deed.isBegun()) {
                    begun.put(deed.deed(), deed);
                } else {
                    begun.remove(deed.deed());
                    shown.accept(deed);
                }
            }
            page = pages.apply(page.get(page.size() - 1).sequenceNumber() + 1);
        }
        begun.values().forEach(shown);
    }
}
