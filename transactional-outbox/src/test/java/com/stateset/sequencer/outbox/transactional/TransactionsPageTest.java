package com.stateset.sequencer.outbox.transactional;

import static com.stateset.sequencer.outbox.transactional.Shop.event;
import static com.stateset.sequencer.outbox.transactional.Shop.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.NewEvent;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import javax.tools.ToolProvider;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The code in {@code docs/transactions.md} compiles, with every warning on, and does what the page says. */
class TransactionsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "transactions.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");

    private static final String HEAD = """
            import com.stateset.sequencer.*;
            import com.stateset.sequencer.event.*;
            import com.stateset.sequencer.outbox.transactional.*;
            import com.stateset.sequencer.sqlite.*;
            import com.zaxxer.hikari.*;
            import jakarta.persistence.EntityManager;
            import java.nio.file.Path;
            import java.sql.*;
            import java.time.Duration;
            import java.util.*;
            import org.jdbi.v3.core.Jdbi;
            import org.springframework.jdbc.core.*;
            import org.springframework.transaction.annotation.Transactional;

            public class Snippet {
            """;

    @TempDir
    private Path folder;

    @Test
    void the_first_one_commits_both_and_tells_the_number() throws Exception {
        String block = block("createTables")
                .replace("log.db", folder.resolve("log.db").toString())
                .replace("shop.db", folder.resolve("shop.db").toString());
        Class<?> snippet = compiled("public static void run() throws Exception {\n" + block + "}\n");
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            snippet.getMethod("run").invoke(null);
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("shipped is number 1, ");
    }

    @Test
    void jdbi_shares_its_transaction() throws Exception {
        Method run = compiled(
                        "public static void run(Jdbi jdbi, TransactionalOutbox orders, NewEvent shipped, String id) {\n"
                                + block("useTransaction") + "}\n")
                .getMethod("run", Jdbi.class, TransactionalOutbox.class, NewEvent.class, String.class);
        try (Shop shop = shopWithOrders()) {
            NewEvent shipped = event("a");
            run.invoke(null, Jdbi.create(shop.database), shop.outbox, shipped, "a");
            shop.relayAll();
            assertThat(shop.logged()).isEqualTo(ids(shipped));
        }
    }

    @Test
    void spring_shares_its_transaction_and_rolls_both_back() throws Exception {
        Class<?> snippet = compiled("""
                private final JdbcTemplate jdbc;
                private final TransactionalOutbox orders;
                public Snippet(JdbcTemplate jdbc, TransactionalOutbox orders) {
                    this.jdbc = jdbc;
                    this.orders = orders;
                }
                """ + block("@Transactional"));
        Method ship = snippet.getMethod("ship", String.class, NewEvent.class);
        try (Shop shop = shopWithOrders()) {
            Object service = snippet.getConstructors()[0].newInstance(new JdbcTemplate(shop.database), shop.outbox);
            TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(shop.database));
            NewEvent shipped = event("a");
            NewEvent undone = event("b");
            transaction.executeWithoutResult(status -> call(ship, service, "a", shipped));
            transaction.executeWithoutResult(status -> {
                call(ship, service, "b", undone);
                status.setRollbackOnly();
            });
            shop.relayAll();
            assertThat(shop.logged()).isEqualTo(ids(shipped));
            assertThat(states(shop.database)).containsExactly("a shipped", "b open");
            assertThatThrownBy(() -> call(ship, service, "b", undone))
                    .hasMessageContaining("there is no transaction to join");
        }
    }

    @Test
    void jpa_shares_its_transaction_and_rolls_both_back() throws Exception {
        Method run = compiled(
                        "public static void run(EntityManager entities, TransactionalOutbox orders, NewEvent shipped) {\n"
                                + block("runWithConnection") + "}\n")
                .getMethod("run", EntityManager.class, TransactionalOutbox.class, NewEvent.class);
        try (Shop shop = new Shop(TestPlace.onPostgres());
                EntityManagerFactory factory = entitiesIn(shop.database);
                EntityManager entities = factory.createEntityManager()) {
            NewEvent shipped = event("a");
            NewEvent undone = event("b");
            entities.getTransaction().begin();
            entities.persist(new ShippedOrder("a"));
            call(run, run, entities, shop.outbox, shipped);
            entities.getTransaction().commit();
            entities.getTransaction().begin();
            entities.persist(new ShippedOrder("b"));
            entities.flush();
            call(run, run, entities, shop.outbox, undone);
            entities.getTransaction().rollback();
            shop.relayAll();
            assertThat(shop.logged()).isEqualTo(ids(shipped));
            assertThat(new JdbcTemplate(shop.database).queryForList("select id from ShippedOrder", String.class))
                    .containsExactly("a");
        }
    }

    /** What JPA knows. */
    @Entity(name = "ShippedOrder")
    static class ShippedOrder {

        @Id
        private String id = "";

        /** For JPA. */
        protected ShippedOrder() {}

        ShippedOrder(String id) {
            this.id = id;
        }

        @Override
        public String toString() {
            return id;
        }
    }

    private static EntityManagerFactory entitiesIn(DataSource database) {
        return new PersistenceConfiguration("shop")
                .managedClass(ShippedOrder.class)
                .property("jakarta.persistence.nonJtaDataSource", database)
                .property(PersistenceConfiguration.SCHEMAGEN_DATABASE_ACTION, "create")
                .createEntityManagerFactory();
    }

    @Test
    void there_are_no_others() throws IOException {
        assertThat(blocks()).hasSize(4);
    }

    private Shop shopWithOrders() throws SQLException {
        Shop shop = new Shop(TestPlace.onSqlite(folder));
        try (Connection connection = shop.database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table orders (id text primary key, state text)");
            statement.execute("insert into orders values ('a', 'open'), ('b', 'open')");
        }
        return shop;
    }

    private static List<String> states(DataSource database) {
        return new JdbcTemplate(database)
                .queryForList("select id || ' ' || state from orders order by id", String.class);
    }

    private static void call(Method method, Object target, Object... arguments) {
        try {
            method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> blocks() throws IOException {
        return BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String block(String part) throws IOException {
        Stream<String> found = blocks().stream().filter(block -> block.contains(part));
        return assertThat(found.toList()).hasSize(1).first().actual();
    }

    private Class<?> compiled(String members) throws Exception {
        Path source = folder.resolve("Snippet.java");
        Files.writeString(source, HEAD + members + "}\n");
        StringWriter messages = new StringWriter();
        try (var files = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            boolean compiled = ToolProvider.getSystemJavaCompiler()
                    .getTask(
                            messages,
                            files,
                            null,
                            List.of("-d", folder.toString(), "-Xlint:all,-processing,-classfile,-serial", "-proc:none"),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
        URL[] place = {folder.toUri().toURL()};
        return new URLClassLoader(place, getClass().getClassLoader()).loadClass("Snippet");
    }
}
