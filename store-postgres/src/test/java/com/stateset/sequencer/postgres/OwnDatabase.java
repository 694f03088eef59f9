package com.stateset.sequencer.postgres;

import com.stateset.sequencer.testsupport.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** What test classes with a database of their own share: the database, and that the stores a test opens are closed after it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OwnDatabase {

    private final List<AutoCloseable> opened = new ArrayList<>();
    private String place;

    @BeforeAll
    public void createDatabase() {
        place = MigratedDatabase.create();
    }

    @AfterEach
    public void closeWhatTheTestOpened() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        opened.clear();
    }

    @AfterAll
    public void dropDatabase() {
        TestPostgres.shared().dropDatabase(place);
    }

    /** The URL of the database. */
    public String place() {
        return place;
    }

    /** A way to the database beside the stores. */
    public DataSource dataSource() {
        return Samples.dataSource(place);
    }

    /** A store with a pool of its own, until the end of the test. */
    public PostgresEventStore open() {
        return closedAfterwards(PostgresEventStore.connect(place));
    }

    public <T extends AutoCloseable> T closedAfterwards(T resource) {
        opened.add(resource);
        return resource;
    }
}
