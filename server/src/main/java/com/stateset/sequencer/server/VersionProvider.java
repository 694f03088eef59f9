package com.stateset.sequencer.server;

import picocli.CommandLine.IVersionProvider;

/** Tells picocli the version. */
public final class VersionProvider implements IVersionProvider {

    /** Made by picocli. */
    public VersionProvider() {}

    @Override
    public String[] getVersion() {
        return new String[] {"sequencer " + Version.TEXT};
    }
}
