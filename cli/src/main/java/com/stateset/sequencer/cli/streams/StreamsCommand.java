package com.stateset.sequencer.cli.streams;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.PlaceOptions;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.protocol.WireStreamPage;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StreamHead;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists streams with their heads. */
@Command(
        name = "streams",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description =
                "Lists the streams that have events, each with its head, the last sequence number: of a server those that the "
                        + "API key may read, of a store all.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the list is complete",
            "2:the command line makes no sense",
            "3:the server or the store could not be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  streams --server http://localhost:8080", "  streams --data sequencer-data --json"})
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class StreamsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Option(names = "--tenant", paramLabel = "UUID", description = "Only the streams of this tenant.")
    private @Nullable UUID tenant;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public StreamsCommand() {}

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            List<StreamHead> heads = heads();
            if (json.isOn()) {
                json.print(WireStreamPage.of(heads));
            } else {
                print(heads);
            }
            return 0;
        });
    }

    private List<StreamHead> heads() {
        if (place.server() != null) {
            return wanted(place.client().heads());
        }
        try (EventStore store = place.open(System.getenv())) {
            return wanted(store.allHeads());
        }
    }

    private List<StreamHead> wanted(Stream<StreamHead> heads) {
        return heads.filter(
                        head -> tenant == null || tenant.equals(head.stream().tenantId()))
                .toList();
    }

    private void print(List<StreamHead> heads) {
        if (heads.isEmpty()) {
            json.text("there are no streams");
            return;
        }
        json.text(String.format(Locale.ROOT, "%-36s  %-36s  %s", "TENANT", "STORE", "HEAD"));
        for (StreamHead head : heads) {
            json.text(head.stream().tenantId() + "  " + head.stream().storeId() + "  " + head.head());
        }
    }
}
