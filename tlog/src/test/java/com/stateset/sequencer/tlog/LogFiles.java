package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a log as a folder of files, in the layout that it has under a server's prefix, for programs that others have written:
 * {@code checkpoint}, {@code tile/…}, and beside them the keys, some {@code proof-<index>.tlog-proof} and {@code
 * consistency-<from>} with the earlier root and the hashes in base64. See {@code .ci/go}.
 *
 * <p>It is filled as a sequencer fills it, group after group: tiles of level 1 and above only out of {@link
 * AppendedEntries#tileHashes}.
 */
final class LogFiles {

    private static final String ORIGIN = new LogName("files.example").origin(Hash.ZERO);
    private static final JdkEd25519 LOG = new JdkEd25519(Samples.seed(1));
    private static final JdkEd25519 WITNESS = new JdkEd25519(Samples.seed(2));
    private static final VerifierKey LOG_KEY = VerifierKey.ofLog(ORIGIN, LOG.publicKey);
    private static final VerifierKey WITNESS_KEY = VerifierKey.ofWitness("witness.example/w1", WITNESS.publicKey);

    private final Path folder;
    private final List<Hash> entries;
    private final Map<Integer, List<Hash>> levels = new HashMap<>();
    private CompactRange edge = CompactRange.EMPTY;

    private LogFiles(Path folder, int size) {
        this.folder = folder;
        this.entries = Samples.entries(size);
        levels.put(0, Samples.records(entries));
    }

    /** Takes the folder and the number of entries. */
    public static void main(String[] args) throws IOException {
        new LogFiles(Path.of(args[0]), Integer.parseInt(args[1])).write();
    }

    static void write(Path folder, int size) throws IOException {
        new LogFiles(folder, size).write();
    }

    private void write() throws IOException {
        append();
        for (int level = 0; TileLayout.width(level, 0, edge.size()) > 0; level++) {
            writeLevel(level);
        }
        writeProofs();
    }

    /** Groups of 1, 2, 3, … entries. */
    private void append() {
        for (int from = 0, group = 1; from < entries.size(); from += group, group++) {
            AppendedEntries appended =
                    AppendedEntries.ofEntries(edge, entries.subList(from, Math.min(from + group, entries.size())));
            appended.tileHashes()
                    .forEach(hashes -> levels.computeIfAbsent(hashes.level(), level -> new ArrayList<>())
                            .addAll(hashes.hashes()));
            edge = appended.after();
        }
    }

    private void writeLevel(int level) throws IOException {
        int width;
        for (int index = 0; (width = TileLayout.width(level, index, edge.size())) > 0; index++) {
            write(TilePath.hashes(level, index, width).toString(), tile(level, index, width));
            if (level == 0) {
                List<byte[]> content = entries.subList(256 * index, 256 * index + width).stream()
                        .map(Hash::toByteArray)
                        .toList();
                write(TilePath.entries(index, width).toString(), EntryBundle.write(content));
            }
        }
    }

    private byte[] tile(int level, long index, int width) {
        int from = 256 * (int) index;
        return LogHashes.pack(levels.get(level).subList(from, from + width));
    }

    private void writeProofs() throws IOException {
        SignedCheckpoint alone = SignedCheckpoint.sign(new LogCheckpoint(ORIGIN, edge.head()), LOG_KEY, LOG);
        SignedCheckpoint signed = alone.plus(
                List.of(Cosignature.sign(alone.note(), WITNESS_KEY, Instant.ofEpochSecond(1_767_225_600L), WITNESS)));
        write("checkpoint", signed.note().toByteArray());
        write("vkey", Samples.utf8(LOG_KEY + "\n"));
        write("witness-vkey", Samples.utf8(WITNESS_KEY + "\n"));
        for (long index : new long[] {0, 1, edge.size() / 2, edge.size() - 2, edge.size() - 1}) {
            TlogProof proof = TlogProof.of(prover().inclusion(index), signed);
            write("proof-" + index + ".tlog-proof", proof.toByteArray());
        }
        for (int from : new int[] {1, 255, 256, 257, entries.size() / 2, entries.size() - 1}) {
            List<Hash> hashes = new ArrayList<>(prover().consistency(from).hashes());
            hashes.add(
                    0,
                    CompactRange.EMPTY.appendEntries(entries.subList(0, from)).root());
            write(
                    "consistency-" + from,
                    Samples.utf8(hashes.stream()
                            .map(hash -> LogText.base64(hash) + "\n")
                            .collect(Collectors.joining())));
        }
    }

    private LogProver prover() {
        return new LogProver(tile -> tile(tile.level(), tile.index(), tile.width()), edge.size());
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
