package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.StoreOptions;
import com.stateset.sequencer.projection.Difference;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spi.EventStore;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Builds a projection beside the live one and compares the two. */
@Command(
        name = "verify-projection",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Builds a projection from its events beside the live one, compares the two row by row, and names the first row "
                    + "that differs. The live one answers all the time; it stands still while the two are compared.",
            "",
            "Only the examples can be built from here: order_totals, inventory and lifetime_value. For others call "
                    + "Projections.verify in their own program."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the projection is what its events make of it",
            "1:it is not",
            "2:the command line makes no sense",
            "3:the store could not be read, or there is no such projection"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class VerifyProjectionCommand implements Callable<Integer> {

    private static final int DIFFERENT = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions store;

    @Parameters(paramLabel = "NAME", description = "Which projection.")
    private String name;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public VerifyProjectionCommand() {}

    @Override
    public Integer call() throws Exception {
        ExampleProjection<?> projection = ExampleCatalog.named(name)
                .orElseThrow(
                        () -> new ParameterException(spec.commandLine(), "there is no example projection " + name));
        return Reading.run(spec, () -> {
            try (EventStore open = store.open(System.getenv())) {
                return report(Projections.of(open).verify(projection, ProjectionOptions.defaults()));
            }
        });
    }

    private int report(Optional<Difference> difference) {
        String found = difference.map(Difference::toString).orElse(null);
        json.print(
                new Comparison(name, found == null, found), found == null ? name + " is what its events make of it" : found);
        return difference.isEmpty() ? 0 : DIFFERENT;
    }

    /**
     * What was found.
     *
     * @param difference the first row that differs; null for none
     */
    record Comparison(String name, boolean same, @Nullable String difference) {}
}
