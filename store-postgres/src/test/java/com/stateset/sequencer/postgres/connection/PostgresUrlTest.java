package com.stateset.sequencer.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.postgres.PostgresEventStore;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form in which people write down a database is taken; of the others is said what is wrong, without the password. */
class PostgresUrlTest {

    private static final String PASSWORD = "hunter2";

    @ParameterizedTest
    @CsvSource({
        "postgres://u:hunter2@db.example.org:6432/shop, jdbc:postgresql://db.example.org:6432/shop",
        "postgresql://u:hunter2@db.example.org/shop, jdbc:postgresql://db.example.org/shop",
        "postgres://u:hunter2@localhost/shop?sslmode=require&connectTimeout=5,"
                + " jdbc:postgresql://localhost/shop?sslmode=require&connectTimeout=5",
        "postgres://u:hunter2@[::1]:5433/shop, jdbc:postgresql://[::1]:5433/shop",
        "postgres://u:hunter2@192.0.2.7/with%20space, jdbc:postgresql://192.0.2.7/with%20space",
        "postgres://u:hunter2@my_db:5432/shop, jdbc:postgresql://my_db:5432/shop"
    })
    void the_forms_of_libpq(String url, String jdbcUrl) {
        PostgresUrl parsed = PostgresUrl.parse(url);

        assertThat(parsed.jdbcUrl()).isEqualTo(jdbcUrl);
        assertThat(parsed.credentials()).containsEntry("user", "u").containsEntry("password", PASSWORD);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://u@host/db, u,",
        "postgres://host/db,,",
        "postgres://u:@host/db, u, ''",
        "postgres://us%65r%40corp:p%40ss%3Aw%2Frd%25@host/db, user@corp, p@ss:w/rd%",
        "postgres://u:a+b:c@host/db, u, a+b:c",
        "postgres://u:p@ss^word@host/db, u, p@ss^word",
        "postgres://u:%C3%BC%E2%82%AC%F0%9F%94%91@host/db, u, \u00fc\u20ac\ud83d\udd11"
    })
    void users_and_passwords_are_percent_decoded(String url, String user, String password) {
        Properties credentials = PostgresUrl.parse(url).credentials();

        assertThat(credentials.getProperty("user")).isEqualTo(user);
        assertThat(credentials.getProperty("password")).isEqualTo(password);
    }

    @Test
    void a_jdbc_url_is_taken_as_it_is() {
        PostgresUrl parsed = PostgresUrl.parse("jdbc:postgresql://host:5432/db?user=u&ssl=true");

        assertThat(parsed.jdbcUrl()).isEqualTo("jdbc:postgresql://host:5432/db?user=u&ssl=true");
        assertThat(parsed.credentials()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hunter2",
                "localhost/db",
                "mysql://u:hunter2@host/db",
                "jdbc:mysql://host/db",
                "postgres:/db"
            })
    void what_is_no_url_of_postgresql_is_told_which_are(String url) {
        assertThatThrownBy(() -> PostgresEventStore.connect(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the database URL must begin with postgres://, postgresql:// or jdbc:postgresql:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://u:hunter2@host",
                "postgres://u:hunter2@host/",
                "postgres://u:hunter2@host:5432/",
                "postgres://u:hunter2@host?sslmode=require",
                "postgres:///db",
                "postgres://"
            })
    void host_and_database_must_be_there(String url) {
        assertThatThrownBy(() -> PostgresEventStore.connect(url))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("must name a host and a database", "postgres://user:password@host:5432/database")
                .doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://u:hunter2%@host/db",
                "postgres://u:hunter2%zz@host/db",
                "postgres://u:hunter2 @host/db",
                "postgres://u:hunter2@ho st/db",
                "postgres://u:hunter2/@host/db",
                "postgres://u:hunter2#@host/db",
                "postgres://u:hunter2?@host/db",
                "postgres://u:hunter2@host:port/db",
                "postgres://u:hunter2@host:99999/db",
                "postgres://u:hunter2@host:0x/db",
                "jdbc:postgresql://u:hunter2@host/db",
                "jdbc:postgresql://host:99999/db?user=u&password=hunter2",
                "jdbc:postgresql://host/db?password=%zzhunter2"
            })
    void nothing_repeats_the_password(String url) {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler listener = listener(logged);
        Logger everything = Logger.getLogger("");
        everything.addHandler(listener);
        try {
            assertThatThrownBy(() -> PostgresEventStore.connect(url))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the database URL ")
                    .hasNoCause()
                    .message()
                    .doesNotContain(PASSWORD);
        } finally {
            everything.removeHandler(listener);
        }
        assertThat(logged).noneMatch(message -> message.contains(PASSWORD));
    }

    @Test
    void nor_does_the_parsed_form() {
        assertThat(PostgresUrl.parse("postgres://u:hunter2@host/db").toString()).doesNotContain(PASSWORD);
        assertThat(PostgresUrl.parse("jdbc:postgresql://host/db?password=hunter2")
                        .toString())
                .doesNotContain(PASSWORD);
    }

    /** The driver logs by {@code java.util.logging}. */
    private static Handler listener(List<String> messages) {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                messages.add(new SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
