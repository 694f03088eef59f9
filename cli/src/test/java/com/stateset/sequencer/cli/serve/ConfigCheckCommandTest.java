package com.stateset.sequencer.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConfigCheckCommandTest {

    private static final String SEED = "6933b38faaf21eb695e8c28842e93d9fc7368c8da33722189217bc5e450fb0d3";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void each_value_is_shown_with_where_it_comes_from() {
        Path data = directory.resolve("data");
        int exitCode = check(
                Map.of("PORT", "1", "HOST", "127.0.0.2", "MAX_EVENTS_PER_BATCH", " ", "LOG_FORMAT", "json"),
                "--port",
                "9090",
                "--data",
                data.toString());
        assertThat(exitCode).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(lines())
                .contains(
                        "PORT 9090 option",
                        "HOST 127.0.0.2 environment",
                        "DATA_DIR " + data + " option",
                        "DATABASE_URL SQLite in " + data.resolve("events.db") + " default",
                        "MAX_EVENTS_PER_BATCH 1000 default",
                        "LOG_FORMAT json environment",
                        "LOG_LEVEL info default",
                        "WITNESS_QUORUM 0 default",
                        "BOOTSTRAP_ADMIN_API_KEY *** file " + data.resolve("admin-api-key"),
                        "VES_SEQUENCER_SIGNING_KEY *** file " + data.resolve("sequencer-signing-key"));
        assertThat(data).doesNotExist();
    }

    @Test
    void secrets_are_hidden() {
        Map<String, String> secrets = new HashMap<>();
        secrets.put("DATABASE_URL", "postgres://user:secret1@db:5432/events?sslpassword=secret2");
        secrets.put("READ_DATABASE_URL", "postgres://user:secret6@replica/events?sslpassword=secret7");
        secrets.put("BOOTSTRAP_ADMIN_API_KEY", "ss_secret3");
        secrets.put("VES_SEQUENCER_SIGNING_KEY", SEED);
        secrets.put("VES_SEQUENCER_SIGNING_KEYS", SEED);
        secrets.put("JWT_SECRET", "secret4".repeat(5));
        secrets.put("PAYLOAD_ENCRYPTION_KEYS", SEED);
        secrets.put("PAYLOAD_ENCRYPTION_KEY", SEED);
        secrets.put("PAYLOAD_ENCRYPTION_KEYS_BY_TENANT", "{\"" + new UUID(1, 2) + "\":[\"" + SEED + "\"]}");
        secrets.put("JWT_ALGORITHMS", "secret5");
        assertThat(check(secrets)).isEqualTo(2);
        secrets.put("IGNORE_UNSUPPORTED", "JWT_ALGORITHMS");
        assertThat(check(secrets)).isZero();
        assertThat(out + err.toString()).doesNotContain("secret", SEED);
        assertThat(lines())
                .contains(
                        "DATABASE_URL PostgreSQL at db:5432/events environment",
                        "READ_DATABASE_URL PostgreSQL at replica/events environment",
                        "BOOTSTRAP_ADMIN_API_KEY *** environment",
                        "JWT_SECRET *** environment",
                        "JWT_PUBLIC_KEY - default",
                        "JWT_ISSUER stateset-sequencer default",
                        "VES_SEQUENCER_SIGNING_KEY *** environment",
                        "PAYLOAD_ENCRYPTION_MODE required default",
                        "PAYLOAD_ENCRYPTION_KEY *** environment",
                        "PAYLOAD_ENCRYPTION_KEYS *** environment",
                        "PAYLOAD_ENCRYPTION_KEYS_BY_TENANT *** environment");
        assertThat(err.toString())
                .contains(
                        "Warning: JWT_ALGORITHMS is set, but this server does not support this rule for JSON web tokens: ");
    }

    @Test
    void what_serve_would_refuse_is_refused() throws Exception {
        assertRefused(Map.of("PORT", "x"), "PORT is \"x\"; it must be a whole number from 0 to 65535.");
        assertRefused(
                Map.of("DATABASE_URL", "postgres://u:hidden@", "BOOTSTRAP_ADMIN_API_KEY", "k"),
                "DATABASE_URL cannot be used: ");
        assertRefused(
                Map.of(
                        "DATABASE_URL",
                        "postgres://db/x",
                        "READ_DATABASE_URL",
                        "postgres://u:hidden@",
                        "AUTH_MODE",
                        "disabled"),
                "READ_DATABASE_URL cannot be used: ");
        assertRefused(
                Map.of("READ_DATABASE_URL", "mysql://u:hidden@x/y", "DATABASE_URL", "postgres://db/x"),
                "READ_DATABASE_URL must begin with postgres://, ");
        assertRefused(
                Map.of("READ_DATABASE_URL", "postgres://u:hidden@x/y"),
                "READ_DATABASE_URL is set, but DATABASE_URL is not: ");
        Path key = Files.writeString(directory.resolve("sequencer-signing-key"), "no key\n");
        Map<String, String> data = Map.of("DATA_DIR", directory.toString());
        assertRefused(data, "The key file " + key + " is open to other users of this machine, who may know the key: ");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertRefused(data, "The key file " + key + " cannot be used: a signing key is 32 bytes, ");
        Files.writeString(key, SEED);
        assertThat(check(data)).isZero();
    }

    private void assertRefused(Map<String, String> environment, String sentence) {
        err.getBuffer().setLength(0);
        assertThat(check(environment)).isEqualTo(2);
        assertThat(err.toString()).startsWith(sentence).doesNotContain("hidden").endsWith(".\n");
    }

    private List<String> lines() {
        return out.toString().lines().map(line -> line.replaceAll(" +", " ")).toList();
    }

    private int check(Map<String, String> environment, String... options) {
        return new CommandLine(new ConfigCheckCommand(environment))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(options);
    }
}
