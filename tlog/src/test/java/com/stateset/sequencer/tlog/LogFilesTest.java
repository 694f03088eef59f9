package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {

    @Test
    void a_log_in_files_is_read_back(@TempDir Path folder) throws IOException {
        LogFiles.write(folder, 66_000);
        VerifierKey key =
                VerifierKey.parse(Files.readString(folder.resolve("vkey")).strip());
        VerifierKey witness = VerifierKey.parse(
                Files.readString(folder.resolve("witness-vkey")).strip());
        CheckpointReader reader = new CheckpointReader(JdkEd25519.VERIFIER, List.of(key));
        SignedCheckpoint checkpoint = reader.read(Files.readAllBytes(folder.resolve("checkpoint")), key.name());
        CompactRange edge = CompactRange.EMPTY.appendEntries(Samples.entries(66_000));
        assertThat(checkpoint.head()).isEqualTo(edge.head());
        assertThat(checkpoint.cosignatures(List.of(witness), JdkEd25519.VERIFIER))
                .hasSize(1);
        TlogProof.parse(Files.readAllBytes(folder.resolve("proof-33000.tlog-proof")))
                .verify(LogHashes.record(Samples.entries(33_001).get(33_000)), key.name(), reader);
        assertThat(folder.resolve("tile/1/001.p/1")).hasSize(32);
        assertThat(folder.resolve("tile/entries/257.p/208")).hasSize(208 * 34);
    }
}
