package com.stateset.sequencer.postgres.connection;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/**
 * Brings the schema {@code sequencer} to the version this library needs, or says that it is not. Used once,
 * when a store is opened.
 *
 * <p>The scripts lie in {@code migration} beside the packages of this module, {@code V<n>__<what>.sql}. One
 * that was released is never changed, since Flyway compares checksums; what is to be different goes into the
 * next one. Each is one transaction, so a process that dies leaves the version before, and Flyway holds a lock
 * meanwhile, so that of several processes one migrates.
 *
 * <p>A schema that is <em>newer</em> than the library is refused, too: no pattern of migrations is ignored, and
 * a library that does not know a column cannot tell what it means. So processes are upgraded before the scripts
 * of a version that they would not know.
 */
public final class Migrations {

    private final DataSource dataSource;
    private final Flyway flyway;

    /**
     * Makes the migrations of a database; takes no connection yet. The scripts come from this class's loader,
     * not from the thread's, which need not know this library.
     */
    public Migrations(DataSource dataSource) {
        this.dataSource = new ExistingSchemas(dataSource);
        this.flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(this.dataSource)
                .locations("classpath:com/stateset/sequencer/postgres/migration")
                .schemas("sequencer")
                .defaultSchema("sequencer")
                .createSchemas(true)
                .ignoreMigrationPatterns(new String[0])
                .load();
    }

    /**
     * Refuses a database that could not hold every text: event types and entity ids are hashed as UTF-8, and
     * have to come back as the same characters.
     */
    public void requireUtf8() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet encoding = statement.executeQuery("show server_encoding")) {
            if (encoding.next() && !"UTF8".equals(encoding.getString(1))) {
                throw new StoreFailedException(
                        "the database's encoding is " + encoding.getString(1)
                                + ", which cannot hold every text; it must be UTF8",
                        null);
            }
        } catch (SQLException e) {
            throw SqlErrors.opening(e);
        }
    }

    /**
     * Applies what is missing. Several processes may do so at once: one does it, the others wait. If nothing is, nothing is
     * written, for which the user need have no permission.
     *
     * @return the number of the newest script, which the schema is at then
     */
    public int apply() {
        try {
            MigrationInfoService found = flyway.info();
            if (found.pending().length == 0) {
                flyway.validate();
            } else {
                flyway.migrate();
            }
            return newest(found);
        } catch (FlywayException e) {
            throw translated(e);
        }
    }

    /**
     * Refuses a database whose schema is not the one this library needs.
     *
     * @return the number of the newest script, which the schema is at
     */
    public int require() {
        try {
            MigrationInfoService found = flyway.info();
            MigrationInfo[] pending = found.pending();
            if (pending.length > 0) {
                throw new StoreFailedException(
                        "the database schema lacks " + pending.length + " migration(s): "
                                + String.join(
                                        ", ",
                                        Arrays.stream(pending)
                                                .map(MigrationInfo::getDescription)
                                                .toList())
                                + "; migrate it first",
                        null);
            }
            flyway.validate();
            return newest(found);
        } catch (FlywayException e) {
            throw translated(e);
        }
    }

    /** Of those that lie here: a database that has seen others is refused. */
    private static int newest(MigrationInfoService found) {
        return Arrays.stream(found.all())
                .map(MigrationInfo::getVersion)
                .filter(Objects::nonNull)
                .mapToInt(version -> Integer.parseInt(version.getVersion()))
                .max()
                .orElseThrow();
    }

    private static SequencerException translated(FlywayException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused) {
                return SqlErrors.opening(refused);
            }
        }
        return new StoreFailedException("the database schema does not fit this version of the library", e);
    }
}
