package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.sqlite.LimitedSpace.CappedFile;
import com.stateset.sequencer.sqlite.LimitedSpace.SmallFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up. */
class FullDiskTest {

    @TempDir
    private Path folder;

    @Test
    void ping_tells_of_a_file_that_may_not_grow() throws IOException, SQLException {
        pingTellsThatThereIsNoRoom(new CappedFile(folder));
    }

    /** Where no file system can be mounted, the limit is put on the file a second time. */
    @Test
    void ping_tells_of_a_file_system_without_room() throws IOException, SQLException {
        pingTellsThatThereIsNoRoom(
                SmallFileSystem.isPossible(folder) ? SmallFileSystem.at(folder) : new CappedFile(folder));
    }

    private static void pingTellsThatThereIsNoRoom(LimitedSpace place) throws IOException, SQLException {
        try (place;
                SqliteEventStore store = place.open()) {
            Samples.append(store, Samples.candidate());
            store.ping();
            place.fill();
            assertThatThrownBy(() -> appendUntilFull(store))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("the disk of the event file is full");
            assertThatThrownBy(store::ping)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("the disk of the event file is full");
            long before = store.head(Samples.STREAM);
            place.free();
            store.ping();
            assertThat(Samples.append(store, Samples.candidate()).head()).isEqualTo(before + 1);
        }
    }

    private static void appendUntilFull(SqliteEventStore store) {
        for (int i = 0; i < 1000; i++) {
            Samples.append(store, Samples.candidate());
        }
    }
}
