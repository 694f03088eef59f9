package com.stateset.sequencer.benchmarks.process;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.nio.file.Path;

/** A server on a SQLite file, in a process of its own, which ends when its standard input does. */
public final class ServerProcess {

    private ServerProcess() {}

    /** Runs with the file; prints what {@code serve} prints when it listens. */
    public static void main(String[] arguments) throws IOException {
        try (Sequencer sequencer = Sequencer.builder()
                        .store(SqliteEventStore.open(Path.of(arguments[0])))
                        .signingKey(SigningKey.generate())
                        .build();
                SequencerServer server = SequencerServer.builder()
                        .sequencer(sequencer)
                        .openToEveryone()
                        .port(0)
                        .start()) {
            System.out.println("Listening on " + server.url() + ", SQLite");
            while (System.in.read() >= 0) {
                // The end is what counts.
            }
        }
    }
}
