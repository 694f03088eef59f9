package com.stateset.sequencer.cli.serve;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Tells picocli the version of this program, from the manifest of its jar; {@code development} outside a jar. */
public final class VersionProvider implements IVersionProvider {

    /** Made by picocli. */
    public VersionProvider() {}

    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(VersionProvider.class.getPackage().getImplementationVersion())
                .orElse("development");
        return new String[] {"sequencer " + version};
    }
}
