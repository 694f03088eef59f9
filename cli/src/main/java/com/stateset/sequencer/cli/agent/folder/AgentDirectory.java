package com.stateset.sequencer.cli.agent.folder;

import com.stateset.sequencer.cli.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of an agent, closed to other users of the machine.
 *
 * <p>The folder has the mode 0700 and each of the agent's files 0600, from the moment it exists: {@link PrivateFile} and the outbox see to
 * that, and SQLite gives what it keeps beside the outbox the same mode. What an earlier version, a copy or a person has left open is
 * closed when a command begins; but a secret that others could read stops the command, since they may know it already. Symbolic links in
 * the place of the agent's files are refused: they would have it write elsewhere, or sign with what lies there. Where there are no such
 * modes, as on Windows, only the links are looked for.
 */
public final class AgentDirectory {

    private static final List<String> SECRETS = List.of("signing-key", "api-key", "payload-keys", "encryption-key-");
    private static final List<String> OTHERS = List.of("outbox.db", "key-registered", "evidence-", "recipients");

    private AgentDirectory() {}

    /** Makes the folder, for its owner only, if there is none. */
    public static void create(Path directory) {
        try {
            OwnerOnly.createDirectory(directory);
        } catch (IOException e) {
            throw UnusableFileException.of(directory, e);
        }
        secure(directory);
    }

    /**
     * Closes the folder and the files in it to others; does nothing if there is no folder.
     *
     * @throws UnusableFileException if a file is a link, a secret is open to others, or the folder is and holds other files
     */
    public static void secure(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try {
            for (Path entry : ours(directory)) {
                secureFile(entry);
            }
            if (OwnerOnly.isOpenToOthers(directory)) {
                requireOnlyOurs(directory);
                OwnerOnly.close(directory);
            }
        } catch (IOException e) {
            throw UnusableFileException.of(directory, e);
        }
    }

    private static void secureFile(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnusableFileException(
                    file + " is a symbolic link or no file at all; put the agent's file itself there", null);
        }
        if (!OwnerOnly.isOpenToOthers(file)) {
            return;
        }
        if (isNamed(file, SECRETS)) {
            throw new UnusableFileException(
                    file
                            + " is open to other users of this machine, who may know the secret in it: replace it, or, if they"
                            + " cannot have read it, change its mode to 0600",
                    null);
        }
        OwnerOnly.close(file);
    }

    private static void requireOnlyOurs(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            if (!entries.allMatch(AgentDirectory::isOurs)) {
                throw new UnusableFileException(
                        directory
                                + " is open to other users of this machine and holds other files than the agent's: change"
                                + " its mode to 0700, or keep the agent in a folder of its own",
                        null);
            }
        }
    }

    private static List<Path> ours(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(AgentDirectory::isOurs).toList();
        }
    }

    private static boolean isOurs(Path entry) {
        return isNamed(entry, SECRETS) || isNamed(entry, OTHERS);
    }

    private static boolean isNamed(Path entry, List<String> beginnings) {
        return beginnings.stream().anyMatch(entry.getFileName().toString()::startsWith);
    }
}
