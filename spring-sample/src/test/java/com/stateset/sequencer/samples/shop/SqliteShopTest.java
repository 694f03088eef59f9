package com.stateset.sequencer.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Two files: one of the shop, one of the events. */
class SqliteShopTest extends ShopContract {

    @TempDir
    static Path folder;

    @Override
    RunningShop start() {
        return start(folder);
    }

    static RunningShop start(Path place) {
        return RunningShop.start(
                "--spring.datasource.url=jdbc:sqlite:" + place.resolve("shop.db")
                        + "?journal_mode=WAL&busy_timeout=5000",
                "--sequencer.url=sqlite:" + events(place));
    }

    private static Path events(Path place) {
        return place.resolve("data").resolve("events.db");
    }

    @Override
    long spent(String customer) {
        JdbcTemplate store = new JdbcTemplate(new DriverManagerDataSource("jdbc:sqlite:" + events(folder)));
        return store.queryForList("select cents from spent where customer = ?", Long.class, customer).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    String tables() {
        return "select name from sqlite_master where type = 'table'";
    }

    @Test
    void what_was_committed_outlives_the_application(@TempDir Path other) throws Exception {
        try (RunningShop first = start(other)) {
            assertThat(first.post("/orders", "id=x-1&customer=ada&cents=1")).startsWith("200");
        }
        try (RunningShop second = start(other)) {
            assertThat(second.bean(EventStream.class).head()).isEqualTo(1);
            assertThat(second.get("/orders/x-1/history")).contains("\"order.placed\"");
        }
    }
}
