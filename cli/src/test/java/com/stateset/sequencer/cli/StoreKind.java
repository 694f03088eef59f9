package com.stateset.sequencer.cli;

import java.nio.file.Path;

/** The stores that a server may have: each attack is performed on all of them. */
public enum StoreKind {
    FILE {
        @Override
        public ServerDatabase create(Path directory) {
            return new ServerFile(directory);
        }
    },
    POSTGRESQL {
        @Override
        public ServerDatabase create(Path directory) {
            return new ServerPostgres();
        }
    };

    /**
     * Makes an empty database.
     *
     * @param directory where it may be, if it is a file
     */
    public abstract ServerDatabase create(Path directory);
}
