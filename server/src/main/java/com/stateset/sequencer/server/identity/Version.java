package com.stateset.sequencer.server.identity;

import java.util.Optional;

/** The version of this program, from the manifest of its jar. */
final class Version {

    /** The version; {@code development} outside a jar. */
    static final String TEXT = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("development");

    private Version() {}
}
