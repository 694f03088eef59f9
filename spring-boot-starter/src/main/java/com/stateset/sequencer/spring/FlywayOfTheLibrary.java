package com.stateset.sequencer.spring;

import java.util.Map;
import org.apache.commons.logging.Log;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

/**
 * The store on PostgreSQL brings Flyway for its own schema. Boot 3.5 takes its presence for the application's wish to
 * migrate its own, and would refuse a database with tables in it that Flyway did not make. So where that store is on the
 * class path, it is switched off by a default, which any setting overrides, if the application has no migrations: neither
 * scripts in {@code db/migration} nor locations of its own. Migrations that are beans only cannot be seen yet; hence a line
 * of the log that names the property. Boot 4, which has a module for Flyway, does not call this.
 */
final class FlywayOfTheLibrary implements EnvironmentPostProcessor {

    private static final String ENABLED = "spring.flyway.enabled";

    private static final String STORE = "com.stateset.sequencer.postgres.PostgresEventStore";

    private final Log log;

    /** Made by Spring, whose log waits until it is configured. */
    FlywayOfTheLibrary(DeferredLogFactory logs) {
        this.log = logs.getLog(FlywayOfTheLibrary.class);
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        ClassLoader loader = application.getClassLoader();
        boolean isSet = environment.containsProperty(ENABLED)
                || environment.containsProperty("spring.flyway.locations")
                || environment.containsProperty("spring.flyway.locations[0]");
        if (!isSet && ClassUtils.isPresent(STORE, loader) && loader.getResource("db/migration") == null) {
            environment.getPropertySources().addLast(new MapPropertySource("sequencer", Map.of(ENABLED, false)));
            log.info("Flyway is there for the event store only: " + ENABLED + "=false, as the application has no"
                    + " db/migration; " + ENABLED + "=true overrides it");
        }
    }
}
