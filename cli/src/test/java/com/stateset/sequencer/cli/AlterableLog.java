package com.stateset.sequencer.cli;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadKey;
import com.stateset.sequencer.sealing.PayloadKeyring;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.spi.EventStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A log in a database whose rows can be altered behind the library's back: twelve events, every second one signed, commitments
 * of 1..6 and 7..10.
 */
abstract class AlterableLog implements AutoCloseable {

    static final StreamId STREAM = new StreamId(
            UUID.fromString("11111111-1111-4111-8111-111111111111"),
            UUID.fromString("22222222-2222-4222-8222-222222222222"));
    static final SigningKey SEQUENCER_KEY = SigningKey.parse("5e".repeat(SigningKey.SEED_LENGTH));
    static final AgentSigner AGENT = new AgentSigner(
            UUID.fromString("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"),
            1,
            SigningKey.parse("a6".repeat(SigningKey.SEED_LENGTH)));

    /** Of this log, where payloads are encrypted at all. */
    static final PayloadEncryption ENCRYPTION = PayloadEncryption.of(
            PayloadEncryption.Mode.OPTIONAL, PayloadKeyring.of(PayloadKey.parse("11".repeat(PayloadKey.LENGTH))));

    private static final String[] TABLES = {"TABLE", "PARTITIONED TABLE"};
    private static final Pattern BYTES = Pattern.compile("\\{x:([0-9a-f]*)}");

    /** The statements that put back what was kept; all at once, since each connection to a database server costs more than they do. */
    private @Nullable String restoring;

    /** The flags that name the store. */
    abstract List<String> flags();

    /** The variables that a server needs to use the store. */
    abstract Map<String, String> variables();

    abstract EventStore open();

    abstract String jdbcUrl();

    /** Writes what is meant in the way of the database: {@code {events}}, {@code {hash}}, {@code {uuid}} and so on. */
    abstract String dialect(String sql);

    /** How a value of bytes is written. */
    abstract String bytes(String hex);

    /** Where the store has its tables; null for the only place that there is. */
    abstract @Nullable String schema();

    /** What the copy of a table is called. */
    abstract String copyOf(String table);

    /** The beginning of a statement that puts whole rows into a table. */
    String insertInto(String table) {
        return "insert into " + table;
    }

    /** The beginning of a statement that puts rows of these columns into a table. */
    String insertInto(String table, String columns) {
        return "insert into " + table + " (" + columns + ")";
    }

    /** The names of all tables of the store, as the database itself lists them; without the copies that were made here. */
    List<String> tableNames() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                ResultSet found = connection.getMetaData().getTables(null, schema(), "%", TABLES)) {
            while (found.next()) {
                names.add(found.getString("TABLE_NAME"));
            }
        }
        names.removeIf(name -> name.startsWith("copy_"));
        return names;
    }

    private List<String> tables() throws SQLException {
        return tableNames().stream()
                .map(name -> schema() == null ? name : schema() + "." + name)
                .toList();
    }

    /** Keeps the rows as they are now. */
    void remember() throws SQLException {
        List<String> tables = tables();
        alter(tables.stream()
                .map(table -> "create table " + copyOf(table) + " as select * from " + table)
                .collect(Collectors.joining("; ")));
        List<String> all = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl())) {
            for (String table : tables) {
                String columns = String.join(", ", writtenColumns(connection, table));
                all.add("delete from " + table);
                all.add(insertInto(table, columns) + " select " + columns + " from " + copyOf(table));
            }
        }
        restoring = String.join("; ", all);
    }

    /** Puts all rows back as they were. */
    void restore() throws SQLException {
        alter(Objects.requireNonNull(restoring, "what remember() has kept"));
    }

    /** The columns that the database does not make by itself. */
    private List<String> writtenColumns(Connection connection, String table) throws SQLException {
        String name = table.substring(table.indexOf('.') + 1);
        List<String> columns = new ArrayList<>();
        try (ResultSet found = connection.getMetaData().getColumns(null, schema(), name, null)) {
            while (found.next()) {
                if (!"YES".equals(found.getString("IS_GENERATEDCOLUMN"))) {
                    columns.add(found.getString("COLUMN_NAME"));
                }
            }
        }
        return columns;
    }

    void write() {
        try (Sequencer sequencer =
                Sequencer.builder().store(open()).signingKey(SEQUENCER_KEY).build()) {
            sequencer
                    .agentKeys()
                    .register(new AgentKey(
                            STREAM.tenantId(), AGENT.agentId(), 1, AGENT.key().publicKey()));
            List<NewEvent> events = new ArrayList<>();
            for (int number = 1; number <= 12; number++) {
                NewEvent event = event(number);
                events.add(number % 2 == 0 ? AGENT.sign(STREAM, event) : event);
            }
            var receipt = sequencer.ingest(IngestBatch.of(STREAM, events)).orThrow();
            if (receipt.head() != events.size()) {
                throw new AssertionError(receipt);
            }
            sequencer.stream(STREAM).commit(1, 6);
            sequencer.stream(STREAM).commit(7, 10);
        }
    }

    /** Appends more events that no agent has signed, of numbers that follow. */
    void append(int count) {
        try (Sequencer sequencer =
                Sequencer.builder().store(open()).signingKey(SEQUENCER_KEY).build()) {
            List<NewEvent> events = new ArrayList<>();
            for (int number = 13; number < 13 + count; number++) {
                events.add(event(number));
            }
            var receipt = sequencer.ingest(IngestBatch.of(STREAM, events)).orThrow();
            if (receipt.head() != 12 + count) {
                throw new AssertionError(receipt);
            }
        }
    }

    /** Appends one more event, with a tag, whose payload is encrypted at rest; and registers a key that payloads can be encrypted for. */
    void appendSealed(int number) {
        try (Sequencer sequencer = Sequencer.builder()
                .store(open())
                .signingKey(SEQUENCER_KEY)
                .payloadEncryption(ENCRYPTION)
                .build()) {
            NewEvent tagged = event(number).toBuilder().tags(List.of("urgent")).build();
            var receipt =
                    sequencer.ingest(IngestBatch.of(STREAM, List.of(tagged))).orThrow();
            if (receipt.head() != number) {
                throw new AssertionError(receipt);
            }
            RecipientKey key = new RecipientKey(3, X25519PrivateKey.generate().publicKey());
            sequencer.encryptionKeys().orElseThrow().register(AGENT.authorize(STREAM.tenantId(), key));
        }
    }

    private static NewEvent event(int number) {
        return NewEvent.builder()
                .eventId(new UUID(0x0000_0000_0000_4000L, 0x8000_0000_0000_0000L + number))
                .entity("order", "o-" + number)
                .eventType("order.placed")
                .payload("{\"total\":" + number + ".5,\"note\":\"\u00e9\"}")
                .createdAt("2026-01-01T00:00:00Z")
                .sourceAgent(UUID.fromString("bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"))
                .commandId(number == 5 ? new UUID(1, 5) : null)
                .baseVersion(number == 5 ? 0L : null)
                .build();
    }

    /** Runs statements; {@code {x:00ff}} stands for bytes. */
    void alter(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String each : dialect(sql).split(";", -1)) {
                statement.execute(BYTES.matcher(each).replaceAll(found -> bytes(found.group(1))));
            }
            connection.commit();
        }
    }

    TestServer serve() {
        Map<String, String> variables = new HashMap<>(variables());
        variables.put("PORT", "0");
        variables.put("AUTH_MODE", "disabled");
        variables.put("VES_SEQUENCER_SIGNING_KEY", "5e".repeat(SigningKey.SEED_LENGTH));
        return ConfiguredTestServer.start(variables);
    }

    CommandRun run(String command, String... more) {
        return run(command, flags(), more);
    }

    static CommandRun run(String command, List<String> source, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                command,
                "--tenant",
                STREAM.tenantId().toString(),
                "--store",
                STREAM.storeId().toString()));
        arguments.addAll(source);
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @Override
    public abstract void close();
}
