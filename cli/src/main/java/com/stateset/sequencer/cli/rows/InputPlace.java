package com.stateset.sequencer.cli.rows;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where rows come from: a file, a pipe with a name, or {@code -} for the standard input; compressed with gzip or not, which its first
 * two bytes say and not its name.
 *
 * @param path the file's path, or {@code -}
 */
public record InputPlace(Path path) {

    /** How much may be looked at before it is read. */
    static final int LOOK_AHEAD = 1 << 16;

    private static final String STANDARD_INPUT = "-";
    private static final String GZIP_ENDING = ".gz";
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    /** Whether it is a file that stays, and may be read again. */
    public boolean isFile() {
        return !isStandardInput() && Files.isRegularFile(path);
    }

    /** Whether it is the standard input. */
    public boolean isStandardInput() {
        return path.toString().equals(STANDARD_INPUT);
    }

    /**
     * Returns how many bytes will be read.
     *
     * @return -1 if that is not known: of a pipe, and of what is compressed
     */
    public long size() throws IOException {
        if (!isFile()) {
            return -1;
        }
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            return isCompressed(in) ? -1 : Files.size(path);
        }
    }

    /** Its name without the ending of a compressed file; it may say what is in it. */
    String name() {
        String name = String.valueOf(path.getFileName());
        return name.endsWith(GZIP_ENDING) ? name.substring(0, name.length() - GZIP_ENDING.length()) : name;
    }

    /** Opens it, decompressed. Closing it leaves the standard input open. */
    BufferedInputStream open() throws IOException {
        BufferedInputStream in = new BufferedInputStream(isStandardInput() ? standardInput() : stream(), LOOK_AHEAD);
        try {
            return isCompressed(in) ? new BufferedInputStream(new GzipMembers(in, LOOK_AHEAD), LOOK_AHEAD) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** A stream over a channel asks a pipe for its position, which it does not have. */
    private InputStream stream() throws IOException {
        return isFile() ? Files.newInputStream(path) : new FileInputStream(path.toFile());
    }

    private static InputStream standardInput() {
        return new KeptOpen(System.in);
    }

    private static boolean isCompressed(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean compressed = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
        in.reset();
        return compressed;
    }

    /** A stream that is not ours to close. */
    private static final class KeptOpen extends FilterInputStream {

        private KeptOpen(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The process's own.
        }
    }
}
