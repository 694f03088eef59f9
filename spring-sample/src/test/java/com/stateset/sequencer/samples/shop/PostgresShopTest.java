package com.stateset.sequencer.samples.shop;

import com.stateset.sequencer.testsupport.TestPostgres;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** One database, and one pool, for the shop and its events. */
class PostgresShopTest extends ShopContract {

    @Override
    RunningShop start() {
        return start(TestPostgres.shared().createDatabase());
    }

    static RunningShop start(String url, String... more) {
        URI database = URI.create(url);
        List<String> arguments = new ArrayList<>(List.of(
                "--sequencer.url=",
                "--spring.datasource.url=jdbc:postgresql://" + database.getHost() + ":" + database.getPort()
                        + database.getPath(),
                "--spring.datasource.username=postgres",
                "--spring.datasource.password=postgres"));
        arguments.addAll(List.of(more));
        return RunningShop.start(arguments.toArray(String[]::new));
    }

    @Override
    long spent(String customer) {
        return shop.bean(JdbcTemplate.class)
                .queryForObject("select sum(cents) from projections.spent where customer = ?", Long.class, customer);
    }

    @Override
    String tables() {
        return "select table_name from information_schema.tables where table_schema = 'public'";
    }
}
