package com.stateset.sequencer.outbox;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two agents at one server, for each test anew. */
abstract class TwoTills {

    @TempDir
    Path folder;

    final ScriptedServer server = new ScriptedServer();
    Till till;
    Till other;

    @BeforeEach
    void openTills() {
        till = new Till(folder.resolve("till.db"), server);
        other = new Till(folder.resolve("other.db"), server);
    }

    @AfterEach
    void closeTills() {
        till.close();
        other.close();
    }
}
