package com.stateset.sequencer.postgres;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.internal.exception.FlywaySqlException;

/** Brings the schema {@code sequencer} to the version this library needs, or says that it is not. */
final class Migrations {

    private final Flyway flyway;

    Migrations(DataSource dataSource) {
        this.flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:com/stateset/sequencer/postgres/migration")
                .schemas("sequencer")
                .defaultSchema("sequencer")
                .createSchemas(true)
                .validateMigrationNaming(true)
                .load();
    }

    /** Applies what is missing. Several processes may do so at once: one does it, the others wait. */
    void apply() {
        try {
            flyway.migrate();
        } catch (FlywaySqlException e) {
            throw new StoreUnavailableException("the database cannot be reached or refused the schema migration", e);
        } catch (FlywayException e) {
            throw new StoreFailedException("the database schema does not fit this version of the library", e);
        }
    }

    /** Refuses a database whose schema is not the one this library needs. */
    void require() {
        try {
            MigrationInfo[] pending = flyway.info().pending();
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
        } catch (FlywaySqlException e) {
            throw new StoreUnavailableException("the database cannot be reached", e);
        } catch (FlywayException e) {
            throw new StoreFailedException("the database schema does not fit this version of the library", e);
        }
    }
}
