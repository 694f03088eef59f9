package com.stateset.sequencer.cli.serve;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {

    @TempDir
    private Path directory;

    private Path data;

    @BeforeEach
    void name() {
        data = directory.resolve("data");
    }

    @Test
    void everything_a_server_makes_is_closed_to_others() throws IOException {
        try (TestServer server = start()) {
            ask(server);
            assertThat(modes())
                    .containsEntry("events.db", "rw-------")
                    .containsEntry("events.db-wal", "rw-------")
                    .containsEntry("events.db-shm", "rw-------")
                    .containsEntry("admin-api-key", "rw-------")
                    .containsEntry("sequencer-signing-key", "rw-------")
                    .hasSize(5);
            assertThat(mode(data)).isEqualTo("rwx------");
        }
    }

    @Test
    void a_directory_and_a_database_of_before_are_closed_to_others() throws IOException {
        start().close();
        set(data, "rwxr-xr-x");
        set(data.resolve("events.db"), "rw-r--r--");
        try (TestServer server = start()) {
            ask(server);
            assertThat(mode(data)).isEqualTo("rwx------");
            assertThat(modes()).allSatisfy((name, mode) -> assertThat(mode).isEqualTo("rw-------"));
        }
    }

    @Test
    void a_directory_that_serves_others_is_left_as_it_is() throws IOException {
        Files.createDirectory(data);
        Files.writeString(data.resolve("notes.txt"), "");
        set(data, "rwxr-xr-x");
        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The data directory " + data
                        + " is open to other users of this machine, and holds other files than the server's; name one in it,"
                        + " which the server makes, or change its mode to 0700.");
        assertThat(mode(data)).isEqualTo("rwxr-xr-x");
        assertThat(modes()).containsOnlyKeys("notes.txt");
        set(data, "rwx------");
        start().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"events.db", "events.db-wal", "events.db-shm", "admin-api-key", "sequencer-signing-key"})
    void a_link_in_the_place_of_a_file_is_refused(String name) throws IOException {
        start().close();
        Path file = data.resolve(name);
        Path elsewhere = directory.resolve("elsewhere");
        if (Files.exists(file)) {
            Files.move(file, elsewhere);
        }
        Files.createSymbolicLink(file, elsewhere);
        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The file " + file
                        + " is a symbolic link; the server keeps its files in the data directory itself.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin-api-key", "sequencer-signing-key"})
    void a_key_that_others_can_read_stops_the_start(String name) throws IOException {
        start().close();
        Path file = data.resolve(name);
        String secret = Files.readString(file).strip();
        for (String mode : new String[] {"rw-r-----", "rw----r--"}) {
            set(file, mode);
            assertThatThrownBy(this::start)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("The key file " + file
                            + " is open to other users of this machine, who may know the key: have a new one made, or change"
                            + " the file's mode to 0600.")
                    .hasMessageNotContaining(secret);
        }
        set(file, "rw-------");
        start().close();
    }

    @Test
    void a_file_in_the_place_of_the_directory_is_refused() throws IOException {
        Files.writeString(data, "");
        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The data directory " + data + " is not a directory.");
    }

    private TestServer start() {
        return ConfiguredTestServer.start(new HashMap<>(Map.of("DATA_DIR", data.toString())));
    }

    private void ask(TestServer server) throws IOException {
        String key = Files.readString(data.resolve("admin-api-key")).strip();
        assertThat(json(server.send(server.anonymous("/api/v1/sequencer").header("x-api-key", key)))
                        .get("sequencer_id")
                        .asText())
                .isNotEmpty();
    }

    private Map<String, String> modes() throws IOException {
        Map<String, String> modes = new TreeMap<>();
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                modes.put(file.getFileName().toString(), mode(file));
            }
        }
        return modes;
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void set(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
