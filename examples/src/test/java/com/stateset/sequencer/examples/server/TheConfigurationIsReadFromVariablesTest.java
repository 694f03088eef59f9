package com.stateset.sequencer.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TheConfigurationIsReadFromVariablesTest {

    @Test
    void withoutAnyVariableItIsSecure() {
        Path data = Path.of("sequencer-data");
        assertThat(ServerConfig.from(Map.of()))
                .isEqualTo(new ServerConfig(
                        "127.0.0.1",
                        8080,
                        new StoreConfig.Embedded(data),
                        new Authentication.KeyFile(data),
                        new Limits(10_485_760, 1000, 1_048_576),
                        LogLevel.INFO));
    }

    @Test
    void everyVariableIsTaken() {
        assertThat(ServerConfig.from(Map.of(
                        "HOST", "0.0.0.0",
                        "PORT", " 9090 ",
                        "DATABASE_URL", "postgres://u:p@db:5432/events",
                        "MAX_DB_CONNECTIONS", "20",
                        "DB_MIGRATE_ON_STARTUP", "false",
                        "BOOTSTRAP_ADMIN_API_KEY", "ss_k",
                        "LOG_LEVEL", "debug",
                        "SOMETHING_ELSE", "x")))
                .isEqualTo(new ServerConfig(
                        "0.0.0.0",
                        9090,
                        new StoreConfig.Postgres("postgres://u:p@db:5432/events", 20, false),
                        new Authentication.Key("ss_k"),
                        Limits.DEFAULT,
                        LogLevel.DEBUG));
    }

    @Test
    void aBlankVariableIsNotSet() {
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
        "DB_MIGRATE_ON_STARTUP, maybe, 'DB_MIGRATE_ON_STARTUP is \"maybe\"; it must be true or false.'",
        "AUTH_MODE, none, 'AUTH_MODE is \"none\"; it must be required or disabled.'",
        "LOG_LEVEL, loud, 'LOG_LEVEL is \"loud\"; it must be one of off, error, warn, info, debug, trace.'",
        "DATABASE_URL, mysql://u:secret@db/x, 'DATABASE_URL must begin with postgres://, postgresql:// or jdbc:postgresql: to"
                + " name a database.'",
    })
    void aWrongValueIsSaidInOneSentence(String name, String value, String sentence) {
        assertThatThrownBy(() -> ServerConfig.from(Map.of(name, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(sentence);
    }

    @Test
    void onPostgresAKeyMustBeGiven() {
        assertThatThrownBy(() -> ServerConfig.from(Map.of("DATABASE_URL", "postgres://db/events")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("BOOTSTRAP_ADMIN_API_KEY is not set: on PostgreSQL the server needs a key that all its"
                        + " processes share, or AUTH_MODE=disabled to serve everyone.");
        assertThat(ServerConfig.from(Map.of("DATABASE_URL", "postgres://db/events", "AUTH_MODE", "disabled"))
                        .authentication())
                .isEqualTo(new Authentication.Disabled());
    }

    @Test
    void aDatabaseUrlThatNamesNoDatabaseIsRefusedAtTheStart() {
        StoreConfig store = new StoreConfig.Postgres("postgres://u:secret@", 10, true);
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
        StoreConfig store = new StoreConfig.Postgres(url, 10, true);
        assertThat(store.describe()).isEqualTo(description);
        assertThat(store.toString()).doesNotContain("secret");
        assertThat(new Authentication.Key("ss_secret").toString()).doesNotContain("secret");
    }
}
