package com.stateset.sequencer.sqlite.support;

import com.stateset.sequencer.error.StoreFailedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * Tables of ours in a database, and how they are brought up to date: by scripts, each of which is applied once.
 *
 * @param owner whose class loader finds the scripts; a module opens their package
 * @param migrations their folder
 * @param history the table that knows which of them have been applied
 * @param scripts the names of the files, such as {@code V1__outbox.sql}, in the order of their numbers
 * @param alone whether the file is to hold nothing else; otherwise the tables of an application may be
 *     there
 */
public record SqliteSchema(Class<?> owner, String migrations, String history, List<String> scripts, boolean alone) {

    private static final int NONE = 0;
    private static final int FOREIGN = -1;
    private static final BusyRetry RETRY = new BusyRetry(Duration.ofSeconds(30));

    public SqliteSchema {
        scripts = List.copyOf(scripts);
        if (scripts.isEmpty()) {
            throw new IllegalArgumentException("a schema needs a script");
        }
    }

    /** The number of the newest script. */
    public int version() {
        return script(scripts.get(scripts.size() - 1)).number();
    }

    /**
     * Returns if we may write to the database: our tables are not there yet, or not of a newer version.
     *
     * @param file what to call the database in words
     * @throws StoreFailedException if we may not
     */
    public void requireOurs(Connection connection, Object file) throws SQLException {
        int found = find(connection);
        if (found == FOREIGN) {
            throw new StoreFailedException(file + " is a database of another program", null);
        }
        if (found > version()) {
            throw new StoreFailedException(
                    file + " was written by a newer version of this library: its schema is number " + found
                            + ", the newest one known here is number " + version(),
                    null);
        }
    }

    /** Whether our tables are there, of whichever version. */
    public boolean isPresent(Connection connection) throws SQLException {
        return find(connection) > NONE;
    }

    /**
     * Returns if our tables are there, and of {@link #version}: not of an older one, and not of a newer one.
     *
     * @param file what to call the database in words
     * @throws StoreFailedException if they are not
     */
    public void requireCurrent(Connection connection, Object file) throws SQLException {
        requireOurs(connection, file);
        int found = find(connection);
        if (found != version()) {
            throw new StoreFailedException(
                    "the schema of " + file + " is number " + found + ", and must be number " + version()
                            + "; migrate it first",
                    null);
        }
    }

    /**
     * Migrates to {@link #version}, all at once or not at all. A database that is of that version already
     * is not touched.
     *
     * @param connection one whose transactions are ours, to a database that is ours; if this throws, it is
     *     to be closed
     */
    public void migrate(Connection connection) throws SQLException {
        if (RETRY.retry(() -> find(connection)) == version()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            RETRY.retry(() -> statement.execute("begin immediate"));
            // If another process was faster, nothing is left to do.
            applyFrom(find(connection), connection);
            statement.execute("commit");
        }
    }

    private MigrationScript script(String name) {
        return new MigrationScript(owner, migrations, name);
    }

    private void applyFrom(int newest, Connection connection) throws SQLException {
        MigrationScript.createHistory(connection, history);
        for (String name : scripts) {
            MigrationScript script = script(name);
            if (script.number() > newest) {
                script.apply(connection, history);
            }
        }
    }

    /**
     * Returns the number of the newest migration that the database has seen, or that there is none of ours.
     *
     * <p>One query tells these apart, so that another process's migration is seen as a whole or not at all.
     */
    private int find(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "select count(*), count(*) filter (where name = '" + history + "') from sqlite_schema")) {
            found.next();
            if (found.getInt(2) == 0) {
                return alone && found.getInt(1) > 0 ? FOREIGN : NONE;
            }
        }
        return newestMigration(connection);
    }

    private int newestMigration(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select max(cast(version as integer)) from " + history)) {
            found.next();
            return found.getInt(1);
        }
    }
}
