package com.stateset.sequencer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.env.MockEnvironment;

class FlywayOfTheLibraryTest {

    @TempDir
    private Path folder;

    @Test
    void it_is_off_in_an_application_without_migrations() throws Exception {
        assertThat(after(new MockEnvironment()).getProperty("spring.flyway.enabled"))
                .isEqualTo("false");
    }

    @Test
    void settings_and_migrations_of_the_application_leave_it_on() throws Exception {
        MockEnvironment set = new MockEnvironment().withProperty("spring.flyway.enabled", "true");
        assertThat(after(set).getProperty("spring.flyway.enabled")).isEqualTo("true");
        MockEnvironment placed = new MockEnvironment().withProperty("spring.flyway.locations", "classpath:sql");
        assertThat(after(placed).getProperty("spring.flyway.enabled")).isNull();
        Files.createDirectories(folder.resolve("db/migration"));
        assertThat(after(new MockEnvironment()).getProperty("spring.flyway.enabled"))
                .isNull();
    }

    private MockEnvironment after(MockEnvironment environment) throws Exception {
        URL[] classes = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
            SpringApplication application = new SpringApplication(new DefaultResourceLoader(loader));
            new FlywayOfTheLibrary().postProcessEnvironment(environment, application);
        }
        return environment;
    }
}
