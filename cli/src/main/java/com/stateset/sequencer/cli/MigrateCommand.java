package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.StoreOptions;
import com.stateset.sequencer.spi.EventStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings a store's schema up to date. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = "Brings the schema of a store up to date, and says what it did.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the schema is up to date",
            "2:the command line makes no sense",
            "3:the store could not be reached, or is not one that can be migrated"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class MigrateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions storeOptions;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public MigrateCommand() {}

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            StoreConfig config = storeOptions.toMigrate(System.getenv());
            SchemaState before = SchemaState.of(config);
            try (EventStore store = config.open()) {
                store.ping();
            }
            SchemaState after = SchemaState.of(config);
            json.print(
                    new Migration(config.describe(), before.words(), after.words()),
                    config.describe() + ": "
                            + (before.equals(after)
                                    ? "the schema is up to date already, " + after.words()
                                    : "the schema was " + before.words() + ", and is now " + after.words()));
            return 0;
        });
    }

    /** How the schema was, and how it is. */
    record Migration(String store, String before, String after) {}
}
