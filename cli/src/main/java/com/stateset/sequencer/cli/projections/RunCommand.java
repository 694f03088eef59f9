package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.projection.runner.Projections;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs the example projections until they are at the end of the streams. */
@Command(name = "run", description = "Runs the example projections until they are at the end of the streams.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class RunCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which. Default: all.")
    private List<String> names = List.of();

    @Override
    int run(Projections projections, PrintWriter out) {
        List<ExampleProjection<?>> wanted = names.isEmpty()
                ? ExampleCatalog.all()
                : names.stream().map(this::example).toList();
        return new ExampleRun(projections, wanted).toTheEnd(out);
    }

    private ExampleProjection<?> example(String name) {
        return ExampleCatalog.named(name).orElseThrow(() -> usage("there is no example projection " + name));
    }
}
