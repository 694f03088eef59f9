package com.stateset.sequencer.benchmarks.peers;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A connection to a message-db, with what it has prepared. Not thread-safe. */
final class MessageDb implements AutoCloseable {

    private static final String SCRIPT = "message-db.sql";
    private static final int PAGE = 1000;

    private static final String WRITE = """
            select write_message(m.id, ?, 'OrderPlaced', m.data::jsonb, null, ? + m.number - 1)
            from unnest(?::text[], ?::text[]) with ordinality m (id, data, number)
            """;

    private final Connection connection;
    private final PreparedStatement write;
    private final PreparedStatement read;

    private MessageDb(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setSchema("message_store");
        this.write = connection.prepareStatement(WRITE);
        this.read = connection.prepareStatement("select * from get_stream_messages(?, ?, ?)");
    }

    /** Makes its schema, as its installation does. */
    static void install(BenchmarkDatabase database) throws SQLException, IOException {
        try (InputStream script = MessageDb.class.getResourceAsStream(SCRIPT);
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            if (script == null) {
                throw new IllegalStateException(SCRIPT + " is not on the class path");
            }
            connection.setSchema("message_store");
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static MessageDb connect(BenchmarkDatabase database) throws SQLException {
        return new MessageDb(database.connect());
    }

    /** The version that it says it has. */
    String version() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select message_store_version()")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Writes payloads in one statement, and so in one transaction: a call of its function for each. */
    void write(String stream, long expectedVersion, List<String> payloads) throws SQLException {
        write.setString(1, stream);
        write.setLong(2, expectedVersion);
        write.setArray(3, connection.createArrayOf("text", ids(payloads.size())));
        write.setArray(4, connection.createArrayOf("text", payloads.toArray()));
        try (ResultSet row = write.executeQuery()) {
            long position = expectedVersion;
            while (row.next()) {
                position = row.getLong(1);
            }
            if (position != expectedVersion + payloads.size()) {
                throw new IllegalStateException("the last of " + payloads.size() + " messages is at " + position);
            }
        }
    }

    private static String[] ids(int count) {
        String[] ids = new String[count];
        Arrays.setAll(ids, i -> UUID.randomUUID().toString());
        return ids;
    }

    /** Reads a stream page by page; returns how many messages there were. */
    long read(String stream) throws SQLException {
        long position = 0;
        long seen = 0;
        long rows = PAGE;
        while (rows == PAGE) {
            rows = 0;
            read.setString(1, stream);
            read.setLong(2, position);
            read.setInt(3, PAGE);
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    rows++;
                    seen += Message.of(row).data().length();
                }
            }
            position += rows;
        }
        if (seen == 0) {
            throw new IllegalStateException("nothing was read");
        }
        return position;
    }

    /** What its user gets; the time is in UTC. */
    private record Message(
            String id,
            String streamName,
            String type,
            long position,
            long globalPosition,
            String data,
            @Nullable String metadata,
            LocalDateTime time) {

        static Message of(ResultSet row) throws SQLException {
            return new Message(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getString(6),
                    row.getString(7),
                    row.getObject(8, LocalDateTime.class));
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
