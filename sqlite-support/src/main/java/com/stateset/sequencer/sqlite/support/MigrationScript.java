package com.stateset.sequencer.sqlite.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * A script that changes a schema, such as {@code V2__keys_and_payloads.sql}.
 *
 * <p>The table of what was applied is Flyway's, column by column and with its checksums: files were made with Flyway once, and an older
 * release, which still has it, goes on with one of ours.
 *
 * @param owner whose class loader finds it
 * @param folder where it is
 * @param name its name in its folder
 */
record MigrationScript(Class<?> owner, String folder, String name) {

    /** Its place in the order: the number in its name. */
    int number() {
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    /** Makes the table of what was applied, unless there is one. */
    static void createHistory(Connection connection, String history) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table if not exists \"" + history + "\" (" + """
                    "installed_rank" INT NOT NULL PRIMARY KEY,
                    "version" VARCHAR(50),
                    "description" VARCHAR(200) NOT NULL,
                    "type" VARCHAR(20) NOT NULL,
                    "script" VARCHAR(1000) NOT NULL,
                    "checksum" INT,
                    "installed_by" VARCHAR(100) NOT NULL,
                    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
                    "execution_time" INT NOT NULL,
                    "success" BOOLEAN NOT NULL
                    )
                    """);
            statement.executeUpdate(
                    "create index if not exists \"" + history + "_s_idx\" on \"" + history + "\" (\"success\")");
        }
    }

    /** Runs it, and notes it in the table of what was applied, {@code history}; within the caller's transaction. */
    void apply(Connection connection, String history) throws SQLException {
        String text = read();
        long start = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            // All of its statements: the driver hands the text to SQLite as it is.
            statement.executeUpdate(text);
        }
        String insert = "insert into \"" + history + "\" (installed_rank, version, description, type, script,"
                + " checksum, installed_by, execution_time, success) select coalesce(max(installed_rank), 0) + 1, ?, ?,"
                + " 'SQL', ?, ?, '', ?, 1 from \"" + history + "\"";
        try (PreparedStatement row = connection.prepareStatement(insert)) {
            row.setString(1, Integer.toString(number()));
            row.setString(2, description());
            row.setString(3, name);
            row.setInt(4, checksum(text));
            row.setLong(5, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            row.executeUpdate();
        }
    }

    private String description() {
        return name.substring(name.indexOf("__") + 2, name.lastIndexOf('.')).replace('_', ' ');
    }

    private String read() {
        String path = folder + "/" + name;
        try (InputStream script = owner.getClassLoader().getResourceAsStream(path)) {
            if (script == null) {
                throw new IllegalStateException(path + " is not on the class path, or its package is not open");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }

    /** That of Flyway: CRC-32 over the lines without their ends. */
    private static int checksum(String text) {
        CRC32 checksum = new CRC32();
        text.lines().forEach(line -> checksum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) checksum.getValue();
    }
}
