package com.stateset.sequencer.cli.serve;

import java.nio.file.Path;
import java.util.Objects;

/** Who may call the server. */
sealed interface Authentication {

    /**
     * Everyone.
     *
     * @param isRemoteAllowed whether also from other machines
     */
    record Disabled(boolean isRemoteAllowed) implements Authentication {}

    /** The holder of this key. */
    record Key(String key) implements Authentication {

        public Key {
            Objects.requireNonNull(key, "key");
        }

        /** Leaves out the key. */
        @Override
        public String toString() {
            return "Key[…]";
        }
    }

    /** The holder of the key in a file of this directory; if there is no such file, it is made with a new key. */
    record KeyFile(Path directory) implements Authentication {

        public KeyFile {
            Objects.requireNonNull(directory, "directory");
        }
    }
}
