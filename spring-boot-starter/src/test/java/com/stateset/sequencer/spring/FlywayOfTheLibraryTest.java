package com.stateset.sequencer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.stateset.sequencer.postgres.PostgresEventStore;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogs;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.env.MockEnvironment;

class FlywayOfTheLibraryTest {

    @TempDir
    private Path folder;

    private List<String> logged = List.of();

    @Test
    void it_is_off_in_an_application_without_migrations() throws Exception {
        assertThat(after(new MockEnvironment()).getProperty("spring.flyway.enabled"))
                .isEqualTo("false");
        assertThat(logged).singleElement().asString().contains("spring.flyway.enabled=true overrides it");
    }

    @Test
    void settings_and_migrations_of_the_application_leave_it_on() throws Exception {
        MockEnvironment set = new MockEnvironment().withProperty("spring.flyway.enabled", "true");
        assertThat(after(set).getProperty("spring.flyway.enabled")).isEqualTo("true");
        assertThat(logged).isEmpty();
        MockEnvironment placed = new MockEnvironment().withProperty("spring.flyway.locations", "classpath:sql");
        assertThat(after(placed).getProperty("spring.flyway.enabled")).isNull();
        Files.createDirectories(folder.resolve("db/migration"));
        assertThat(after(new MockEnvironment()).getProperty("spring.flyway.enabled"))
                .isNull();
    }

    @Test
    void without_the_store_that_brings_it_nothing_is_set() throws Exception {
        try (FilteredClassLoader loader = new FilteredClassLoader(PostgresEventStore.class)) {
            assertThat(after(new MockEnvironment(), loader).getProperty("spring.flyway.enabled"))
                    .isNull();
        }
    }

    private MockEnvironment after(MockEnvironment environment) throws Exception {
        URL[] classes = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
            return after(environment, loader);
        }
    }

    private MockEnvironment after(MockEnvironment environment, ClassLoader loader) {
        SpringApplication application = new SpringApplication(new DefaultResourceLoader(loader));
        DeferredLogs logs = new DeferredLogs();
        new FlywayOfTheLibrary(logs).postProcessEnvironment(environment, application);
        Logger logger = (Logger) LoggerFactory.getLogger(FlywayOfTheLibrary.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        logs.switchOverAll();
        logger.detachAppender(lines);
        logger.setLevel(null);
        logged = lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        return environment;
    }
}
