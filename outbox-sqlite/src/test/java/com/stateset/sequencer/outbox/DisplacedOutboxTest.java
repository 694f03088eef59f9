package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sync.OutboxProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done to an outbox's files while it is open, and what a copy of them lacks. */
class DisplacedOutboxTest {

    private static final OutboxProfile PROFILE =
            new OutboxProfile(new StreamId(new UUID(1, 2), new UUID(3, 4)), new UUID(5, 6));

    @TempDir
    private Path folder;

    @Test
    void nothing_is_appended_to_a_file_that_is_gone() throws IOException, SQLException {
        Path file = folder.resolve("shop.db");
        Path elsewhere = folder.resolve("elsewhere.db");
        try (SqliteOutbox outbox = SqliteOutbox.open(file, PROFILE, null);
                Connection application = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            application.setAutoCommit(false);
            outbox.append(draft());
            Files.move(file, elsewhere);
            assertUnavailable(() -> outbox.append(draft()), file.getFileName() + " is gone");
            assertUnavailable(() -> outbox.append(application, draft()), file.getFileName() + " is gone");
            Files.copy(elsewhere, file);
            assertUnavailable(() -> outbox.append(draft()), file.getFileName() + " is another file");
            Files.move(elsewhere, file, StandardCopyOption.REPLACE_EXISTING);
            outbox.append(draft());
            assertThat(outbox.status().pending()).isEqualTo(2);
        }
    }

    @Test
    void a_copy_without_its_log_is_refused() throws IOException {
        Path file = folder.resolve("outbox.db");
        Path copy = folder.resolve("copy.db");
        try (SqliteOutbox outbox = SqliteOutbox.open(file, PROFILE, null)) {
            outbox.append(draft());
            Files.copy(file, copy);
        }
        assertThatThrownBy(() -> SqliteOutbox.open(copy, PROFILE, null))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageStartingWith(copy + " is not whole");
    }

    private static void assertUnavailable(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class).hasMessageStartingWith(message);
    }

    private static NewEvent draft() {
        return NewEvent.builder()
                .entity("order", "o-1")
                .eventType("order.placed")
                .payload("{}")
                .build();
    }
}
