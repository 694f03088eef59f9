package com.stateset.sequencer.cli.serve;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.CommitmentPolicy;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.schema.SchemaMode;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.tlog.LogName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {

    private static final String ID = "b7fa946a-b537-438b-9ea3-2ac7832252ad";
    private static final String SEED = "6933b38faaf21eb695e8c28842e93d9fc7368c8da33722189217bc5e450fb0d3";
    private static final String OTHER = "add26433294283aae4b22e08f9d3c7890bc496155f905e863efeb7089c4ebe2b";

    @Test
    void without_any_variable_it_is_secure() {
        Path data = Path.of("sequencer-data");
        assertThat(ServerConfig.from(Map.of()))
                .isEqualTo(new ServerConfig(
                        "127.0.0.1",
                        8080,
                        new StoreConfig.Embedded(data),
                        new Authentication.KeyFile(data),
                        Optional.empty(),
                        CallerLimits.NONE,
                        Anchoring.NONE,
                        new Sequencing(List.of(), Optional.empty(), CommitmentPolicy.onRequest(), SchemaMode.DISABLED),
                        PayloadEncryption.disabled(),
                        Limits.DEFAULTS,
                        List.of(),
                        false,
                        false,
                        true,
                        Optional.empty(),
                        new Logs(Optional.empty(), Optional.empty(), false, List.of(), 0),
                        new Observation(false, true),
                        LogLevel.INFO,
                        LogFormat.TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MAX_DB_CONNECTIONS", "DB_STATEMENT_TIMEOUT_MS", "DB_LOCK_TIMEOUT_MS", "DB_IDLE_IN_TX_TIMEOUT_MS"
            })
    void what_has_no_effect_on_sqlite_is_warned_of(String name) {
        Settings embedded = new Settings(Map.of(name, "20"));
        assertThat(ServerConfig.from(embedded).store()).isInstanceOf(StoreConfig.Embedded.class);
        assertThat(embedded.warnings())
                .containsExactly(name + " is set, but DATABASE_URL is not: it has no effect on SQLite.");
        Settings postgres = new Settings(
                Map.of(name, "20", "DATABASE_URL", "postgres://db/events", "BOOTSTRAP_ADMIN_API_KEY", "ss_k"));
        assertThat(ServerConfig.from(postgres).store()).isInstanceOf(StoreConfig.Postgres.class);
        assertThat(postgres.warnings()).isEmpty();
    }

    @Test
    void a_key_that_is_not_asked_for_is_warned_of() {
        Settings settings = new Settings(Map.of("AUTH_MODE", "disabled", "BOOTSTRAP_ADMIN_API_KEY", "ss_k"));
        assertThat(ServerConfig.from(settings).authentication()).isInstanceOf(Authentication.Disabled.class);
        assertThat(settings.warnings())
                .containsExactly(
                        "BOOTSTRAP_ADMIN_API_KEY is set, but AUTH_MODE is disabled: the key is not asked for.");
    }

    @Test
    void every_variable_is_taken() {
        assertThat(ServerConfig.from(Map.ofEntries(
                        entry("HOST", "0.0.0.0"),
                        entry("PORT", " 9090 "),
                        entry("DATABASE_URL", "postgres://u:p@db:5432/events"),
                        entry("MAX_DB_CONNECTIONS", "20"),
                        entry("DB_MIGRATE_ON_STARTUP", "false"),
                        entry("DB_STATEMENT_TIMEOUT_MS", "30000"),
                        entry("DB_LOCK_TIMEOUT_MS", "700"),
                        entry("DB_IDLE_IN_TX_TIMEOUT_MS", "8000"),
                        entry("BOOTSTRAP_ADMIN_API_KEY", "ss_k"),
                        entry("CORS_ALLOW_ORIGINS", "https://Shop.example.com:443, http://localhost:3000"),
                        entry("MAX_BODY_SIZE_BYTES", "5000"),
                        entry("MAX_EVENTS_PER_BATCH", "20"),
                        entry("MAX_EVENT_PAYLOAD_SIZE", "4000"),
                        entry("PUBLIC_AGENT_REGISTRATION_ENABLED", "true"),
                        entry("PUBLIC_AGENT_REGISTRATION_RATE_LIMIT_PER_MINUTE", "7"),
                        entry("RATE_LIMIT_PER_MINUTE", "600"),
                        entry("ADMIN_IP_ALLOWLIST", "10.0.0.0/8, ::1"),
                        entry("TRUST_PROXY_HEADERS", "true"),
                        entry("ANCHOR_API_KEY", " ss_anchor "),
                        entry("ANCHOR_IP_ALLOWLIST", "10.0.0.7"),
                        entry("LOG_LEVEL", "debug"),
                        entry("LOG_FORMAT", "json"),
                        entry("ACCESS_LOG", "true"),
                        entry("METRICS_WITHOUT_KEY", "false"),
                        entry("VES_SEQUENCER_ID", ID),
                        entry("SCHEMA_VALIDATION_MODE", "enforce"),
                        entry("REQUIRE_PROOF_OF_POSSESSION", "true"),
                        entry("REFUSE_AGENT_COPIES", "true"),
                        entry("AUDIT_LOG_ENABLED", "false"),
                        entry("VIRTUAL_THREADS", "false"),
                        entry("SOMETHING_ELSE", "x"))))
                .isEqualTo(new ServerConfig(
                        "0.0.0.0",
                        9090,
                        new StoreConfig.Postgres(
                                "postgres://u:p@db:5432/events",
                                20,
                                false,
                                new DatabaseTimeouts(
                                        Optional.of(Duration.ofSeconds(30)),
                                        Duration.ofMillis(700),
                                        Duration.ofSeconds(8))),
                        new Authentication.Key("ss_k"),
                        Optional.empty(),
                        new CallerLimits(OptionalInt.of(600), List.of("10.0.0.0/8", "::1"), true, OptionalInt.of(7)),
                        new Anchoring(Optional.of("ss_anchor"), List.of("10.0.0.7")),
                        new Sequencing(
                                List.of(),
                                Optional.of(UUID.fromString(ID)),
                                CommitmentPolicy.onRequest(),
                                SchemaMode.ENFORCE),
                        PayloadEncryption.disabled(),
                        new Limits(5000, 20, 4000),
                        List.of("https://Shop.example.com:443", "http://localhost:3000"),
                        true,
                        true,
                        false,
                        Optional.of(false),
                        new Logs(Optional.empty(), Optional.empty(), false, List.of(), 0),
                        new Observation(true, false),
                        LogLevel.DEBUG,
                        LogFormat.JSON));
    }

    @Test
    void virtual_threads_are_used_only_where_there_are_some() {
        if (Runtime.version().feature() >= 21) {
            assertThat(ServerConfig.from(Map.of("VIRTUAL_THREADS", "true")).virtualThreads())
                    .contains(true);
        } else {
            assertThatThrownBy(() -> ServerConfig.from(Map.of("VIRTUAL_THREADS", "true")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage(
                            "VIRTUAL_THREADS is true, but this JDK has no virtual threads: 21 is the first that has.");
        }
        assertThatThrownBy(() -> ServerConfig.from(Map.of("VIRTUAL_THREADS", "some")))
                .hasMessage("VIRTUAL_THREADS is \"some\"; it must be true or false.");
    }

    @Test
    void the_logs_are_named_paced_and_made_public() {
        assertThat(ServerConfig.from(Map.of(
                                "LOG_NAME", " example.com/orders ", "HEADS_LOG_SECONDS", "30", "LOG_PUBLIC", "true"))
                        .logs())
                .isEqualTo(new Logs(
                        Optional.of(new LogName("example.com/orders")),
                        Optional.of(Duration.ofSeconds(30)),
                        true,
                        List.of(),
                        0));
    }

    @Test
    void a_blank_variable_is_not_set() {
        assertThat(ServerConfig.from(Map.of(
                        "HOST", "", "PORT", " ", "DATABASE_URL", "", "AUTH_MODE", "", "BOOTSTRAP_ADMIN_API_KEY", " ")))
                .isEqualTo(ServerConfig.from(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, http, 'PORT is \"http\"; it must be a whole number from 0 to 65535.'",
        "PORT, 65536, 'PORT is \"65536\"; it must be a whole number from 0 to 65535.'",
        "PORT, -1, 'PORT is \"-1\"; it must be a whole number from 0 to 65535.'",
        "MAX_DB_CONNECTIONS, 1, 'MAX_DB_CONNECTIONS is \"1\"; it must be a whole number from 2 to 1000.'",
        "COMMIT_EVERY_EVENTS, 0, 'COMMIT_EVERY_EVENTS is \"0\"; it must be a whole number from 1 to 2147483647.'",
        "COMMIT_EVERY_SECONDS, 1m, 'COMMIT_EVERY_SECONDS is \"1m\"; it must be a whole number from 1 to 2147483647.'",
        "VES_SEQUENCER_ID, me, 'VES_SEQUENCER_ID is \"me\"; it must be a UUID such as"
                + " 123e4567-e89b-12d3-a456-426614174000.'",
        "DB_MIGRATE_ON_STARTUP, maybe, 'DB_MIGRATE_ON_STARTUP is \"maybe\"; it must be true or false.'",
        "SCHEMA_VALIDATION_MODE, on, 'SCHEMA_VALIDATION_MODE is \"on\"; it must be disabled, warn, enforce or required.'",
        "AUTH_MODE, none, 'AUTH_MODE is \"none\"; it must be required or disabled.'",
        "LOG_LEVEL, loud, 'LOG_LEVEL is \"loud\"; it must be one of off, error, warn, info, debug, trace.'",
        "LOG_NAME, a+b, 'LOG_NAME is \"a+b\"; it must be a name such as example.com/orders, without white space, control"
                + " characters and \"+\".'",
        "LOG_NAME, a b, 'LOG_NAME is \"a b\"; it must be a name such as example.com/orders, without white space, control"
                + " characters and \"+\".'",
        "LOG_PUBLIC, perhaps, 'LOG_PUBLIC is \"perhaps\"; it must be true or false.'",
        "HEADS_LOG_SECONDS, 0, 'HEADS_LOG_SECONDS is \"0\"; it must be a whole number from 1 to 2147483647.'",
        "MAX_BODY_SIZE_BYTES, 1, 'MAX_BODY_SIZE_BYTES is \"1\"; it must be a whole number from 1024 to 1073741824.'",
        "MAX_EVENTS_PER_BATCH, 0, 'MAX_EVENTS_PER_BATCH is \"0\"; it must be a whole number from 1 to 100000.'",
        "MAX_EVENT_PAYLOAD_SIZE, 1MB, 'MAX_EVENT_PAYLOAD_SIZE is \"1MB\"; it must be a whole number from 1 to 1073741824.'",
        "DB_STATEMENT_TIMEOUT_MS, 0, 'DB_STATEMENT_TIMEOUT_MS is \"0\"; it must be a whole number from 1 to 2147483647.'",
        "DB_LOCK_TIMEOUT_MS, 1s, 'DB_LOCK_TIMEOUT_MS is \"1s\"; it must be a whole number from 1 to 2147483647.'",
        "LOG_FORMAT, xml, 'LOG_FORMAT is \"xml\"; it must be text or json.'",
        "ALLOW_AUTH_DISABLED, if needed, 'ALLOW_AUTH_DISABLED is \"if needed\"; it must be true or false.'",
        "CORS_ALLOW_ORIGINS, shop.example.com, 'CORS_ALLOW_ORIGINS cannot be used: \"shop.example.com\" is not an origin such as"
                + " https://shop.example.com, without a path, nor is it a single *.'",
        "DATABASE_URL, mysql://u:secret@db/x, 'DATABASE_URL must begin with postgres://, postgresql:// or jdbc:postgresql: to"
                + " name a database.'",
    })
    void aWrongValueIsSaidInOneSentence(String name, String value, String sentence) {
        assertThatThrownBy(() -> ServerConfig.from(Map.of(name, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(sentence);
    }

    @Test
    void signing_keys_are_listed_the_current_one_first() {
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(OTHER));
        assertThat(signingKeys(Map.of("VES_SEQUENCER_SIGNING_KEY", " 0x" + SEED + " ")))
                .containsExactly(publicKey(SEED));
        assertThat(signingKeys(Map.of("VES_SEQUENCER_SIGNING_KEYS", base64 + " , " + SEED)))
                .containsExactly(publicKey(OTHER), publicKey(SEED));
        assertThat(signingKeys(
                        Map.of("VES_SEQUENCER_SIGNING_KEY", OTHER, "VES_SEQUENCER_SIGNING_KEYS", base64 + "," + SEED)))
                .containsExactly(publicKey(OTHER), publicKey(SEED));
        assertThat(ServerConfig.from(Map.of("VES_SEQUENCER_SIGNING_KEY", SEED)).toString())
                .doesNotContain(SEED);
    }

    private static Stream<Ed25519PublicKey> signingKeys(Map<String, String> variables) {
        return ServerConfig.from(variables).sequencing().signingKeys().stream().map(SigningKey::publicKey);
    }

    private static Ed25519PublicKey publicKey(String seed) {
        return SigningKey.parse(seed).publicKey();
    }

    @Test
    void signing_keys_that_contradict_each_other_are_refused() {
        assertThatThrownBy(() -> ServerConfig.from(
                        Map.of("VES_SEQUENCER_SIGNING_KEY", SEED, "VES_SEQUENCER_SIGNING_KEYS", OTHER + "," + SEED)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "VES_SEQUENCER_SIGNING_KEY and VES_SEQUENCER_SIGNING_KEYS contradict each other: the first key"
                                + " of the latter must be the former.");
    }

    @ParameterizedTest
    @CsvSource({
        "VES_SEQUENCER_SIGNING_KEY, deadbeef",
        "VES_SEQUENCER_SIGNING_KEY, add26433294283aae4b22e08f9d3c7890bc496155f905e863efeb7089c4ebe2",
        "VES_SEQUENCER_SIGNING_KEY, 'deadbeef secret'",
        "VES_SEQUENCER_SIGNING_KEYS, '6933b38faaf21eb695e8c28842e93d9fc7368c8da33722189217bc5e450fb0d3,deadbeef'",
        "VES_SEQUENCER_SIGNING_KEYS, '6933b38faaf21eb695e8c28842e93d9fc7368c8da33722189217bc5e450fb0d3,'",
    })
    void aSigningKeyThatIsNoneIsSaidWithoutRepeatingIt(String name, String value) {
        assertThatThrownBy(() -> ServerConfig.from(Map.of(name, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessage(name + " cannot be used: a signing key is 32 bytes, as 64 hex digits or in base64.");
    }

    @ParameterizedTest
    @CsvSource({
        "5, , every 5 events",
        ", 60, after PT1M",
        "5, 60, every 5 events or after PT1M",
        ", , on request",
    })
    void commitmentsComeAsOftenAsTold(String events, String seconds, String policy) {
        Map<String, String> variables = new HashMap<>();
        variables.put("COMMIT_EVERY_EVENTS", events == null ? "" : events);
        variables.put("COMMIT_EVERY_SECONDS", seconds == null ? "" : seconds);
        assertThat(ServerConfig.from(variables).sequencing().commitments().toString())
                .endsWith(policy);
    }

    @Test
    void on_postgres_a_key_must_be_given() {
        assertThatThrownBy(() -> ServerConfig.from(Map.of("DATABASE_URL", "postgres://db/events")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("BOOTSTRAP_ADMIN_API_KEY is not set: on PostgreSQL the server needs a key that all its"
                        + " processes share, or AUTH_MODE=disabled to serve everyone.");
        assertThat(ServerConfig.from(Map.of("DATABASE_URL", "postgres://db/events", "AUTH_MODE", "disabled"))
                        .authentication())
                .isEqualTo(new Authentication.Disabled(false));
    }

    @Test
    void a_database_url_without_a_database_is_refused_at_the_start() {
        StoreConfig store = new StoreConfig.Postgres("postgres://u:secret@", 10, true, DatabaseTimeouts.DEFAULTS);
        assertThatThrownBy(store::open)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("DATABASE_URL cannot be used: ")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "info, INFO",
        "DEBUG, DEBUG",
        "'sqlx=warn,debug', DEBUG",
        "'info,stateset_sequencer=trace', TRACE",
        "'stateset_sequencer::api=debug,info', DEBUG",
        "'tower_http=debug', INFO",
        "'', INFO",
        "'=,,==', INFO",
        "whatever, INFO",
    })
    void rustLogMayHoldAnything(String value, LogLevel level) {
        assertThat(ServerConfig.from(Map.of("RUST_LOG", value)).logLevel()).isEqualTo(level);
        assertThat(ServerConfig.from(Map.of("RUST_LOG", value, "LOG_LEVEL", "error"))
                        .logLevel())
                .isEqualTo(LogLevel.ERROR);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://u:secret@db:5432/events, PostgreSQL at db:5432/events",
        "postgresql://db/events?password=secret, PostgreSQL at db/events",
        "jdbc:postgresql://db:5432/events?user=u&password=secret, PostgreSQL at db:5432/events",
        "postgres://u:secret/@x@db/events, PostgreSQL",
        "jdbc:postgresql:events, PostgreSQL",
    })
    void aStoreIsDescribedWithoutItsSecrets(String url, String description) {
        StoreConfig store = new StoreConfig.Postgres(url, 10, true, DatabaseTimeouts.DEFAULTS);
        assertThat(store.describe()).isEqualTo(description);
        assertThat(store.toString()).doesNotContain("secret");
        assertThat(new Authentication.Key("ss_secret").toString()).doesNotContain("secret");
    }

    @Test
    void without_authentication_only_this_machine_may_call() {
        Map<String, String> open = Map.of("AUTH_MODE", "disabled");
        assertRefused(
                with(open, "HOST", "0.0.0.0"),
                "AUTH_MODE is disabled, but HOST is \"0.0.0.0\", which others than this machine may reach; set"
                        + " ALLOW_AUTH_DISABLED=true to let everyone read and write all the same.");
        assertThat(ServerConfig.from(with(with(open, "HOST", "0.0.0.0"), "ALLOW_AUTH_DISABLED", "true"))
                        .authentication())
                .isEqualTo(new Authentication.Disabled(true));
        assertThat(ServerConfig.from(with(open, "HOST", "localhost")).authentication())
                .isEqualTo(new Authentication.Disabled(false));
    }

    @Test
    void without_authentication_not_every_web_page_may_call() {
        assertRefused(
                Map.of("AUTH_MODE", "disabled", "CORS_ALLOW_ORIGINS", "*"),
                "CORS_ALLOW_ORIGINS is \"*\", but AUTH_MODE is disabled: any web page could write here, so name the origins"
                        + " that may.");
        assertRefused(
                Map.of("AUTH_MODE", "disabled", "SEQUENCER_ENV", "Production"),
                "AUTH_MODE is disabled, but SEQUENCER_ENV is production, where callers must be known.");
    }

    private static void assertRefused(Map<String, String> variables, String sentence) {
        assertThatThrownBy(() -> ServerConfig.from(variables))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(sentence);
    }

    private static Map<String, String> with(Map<String, String> variables, String name, String value) {
        Map<String, String> all = new HashMap<>(variables);
        all.put(name, value);
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT_PER_MINUTE, 0, 'RATE_LIMIT_PER_MINUTE is \"0\"; it must be a whole number from 1 to 2147483647.'",
        "TRUST_PROXY_HEADERS, 2, TRUST_PROXY_HEADERS is \"2\"; it must be true or false.",
        "ADMIN_IP_ALLOWLIST, localhost, ADMIN_IP_ALLOWLIST cannot be used: \"localhost\" is neither an address nor a block of"
                + " them such as 10.0.0.0/8.",
        "ADMIN_IP_ALLOWLIST, 10.0.0.1/8, 'ADMIN_IP_ALLOWLIST cannot be used: \"10.0.0.1/8\" is not a block of addresses: its"
                + " first bits name it, and the others are 0.'",
    })
    void limits_of_callers_that_cannot_be_stop_the_start(String name, String value, String sentence) {
        assertThatThrownBy(() -> ServerConfig.from(Map.of(name, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(sentence);
    }
}
