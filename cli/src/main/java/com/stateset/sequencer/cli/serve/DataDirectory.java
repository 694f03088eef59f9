package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.cli.files.OwnerOnly;
import com.stateset.sequencer.server.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of an embedded server, and files that only their owner may read, from the moment they exist.
 *
 * <p>The directory has the mode 0700 and what is in it 0600. A directory that was there before, and is open to others, is closed to them
 * if it holds nothing but files of ours; another one is left as it is and refused, since it serves others, too. Symbolic links in the
 * place of our files are refused: they would have the server write, and hand out as its own, what lies anywhere else.
 */
final class DataDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

    /** The file of the API key that is made at the first start. */
    static final String ADMIN_KEY = "admin-api-key";

    /** The file of the signing key that is made at the first start. */
    static final String SIGNING_KEY = "sequencer-signing-key";

    /** The database, with what SQLite keeps beside it, and the keys; how their names begin. */
    private static final List<String> OURS = List.of("events.db", ADMIN_KEY, SIGNING_KEY);

    /** What a file system of its own brings along. */
    private static final String NOT_A_FILE_OF_OTHERS = "lost+found";

    private DataDirectory() {}

    /**
     * Looks whether the directory can be used, and changes nothing.
     *
     * @throws ConfigurationException if it cannot
     */
    static void check(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new ConfigurationException("The data directory " + directory + " is not a directory.");
        }
        try {
            for (Path entry : entries(directory)) {
                if (isOurs(entry) && Files.isSymbolicLink(entry)) {
                    throw new ConfigurationException("The file " + entry
                            + " is a symbolic link; the server keeps its files in the data directory itself.");
                }
            }
            if (OwnerOnly.isOpenToOthers(directory) && !holdsOnlyOurs(directory)) {
                throw new ConfigurationException("The data directory " + directory
                        + " is open to other users of this machine, and holds other files than the server's; name one in it, which"
                        + " the server makes, or change its mode to 0700.");
            }
        } catch (IOException e) {
            throw new StartException("The data directory " + directory + " cannot be read.", e);
        }
    }

    /** Makes the directory if there is none, and closes it and the files of the database to others. */
    static void prepare(Path directory) {
        check(directory);
        create(directory);
        try {
            close(directory);
            for (Path entry : entries(directory)) {
                if (entry.getFileName().toString().startsWith(OURS.get(0))) {
                    close(entry);
                }
            }
        } catch (IOException e) {
            throw new StartException(
                    "The data directory " + directory
                            + " is open to other users of this machine, and its mode cannot be changed; name one in it, which the"
                            + " server makes.",
                    e);
        }
    }

    /** Makes the directory, for its owner only, if there is none. */
    static void create(Path directory) {
        try {
            OwnerOnly.createDirectory(directory);
        } catch (IOException e) {
            throw new StartException("The data directory " + directory + " cannot be made.", e);
        }
    }

    private static void close(Path file) throws IOException {
        if (OwnerOnly.isOpenToOthers(file)) {
            OwnerOnly.close(file);
            LOG.warn("{} was open to other users of this machine; it is no longer.", file);
        }
    }

    private static boolean holdsOnlyOurs(Path directory) throws IOException {
        return entries(directory).stream().allMatch(entry -> isOurs(entry) || entry.endsWith(NOT_A_FILE_OF_OTHERS));
    }

    private static boolean isOurs(Path entry) {
        return OURS.stream().anyMatch(entry.getFileName().toString()::startsWith);
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
