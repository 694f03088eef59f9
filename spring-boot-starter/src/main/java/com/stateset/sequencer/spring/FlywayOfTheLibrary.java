package com.stateset.sequencer.spring;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * The stores bring Flyway for their own schema. Boot 3.5 takes its presence for the application's wish to migrate its own, and would
 * refuse a database with tables in it that Flyway did not make. So it is switched off by a default, which any setting overrides, where the
 * application has no migrations. Boot 4, which has a module for it, does not call this.
 */
final class FlywayOfTheLibrary implements EnvironmentPostProcessor {

    private static final String ENABLED = "spring.flyway.enabled";

    /** Made by Spring. */
    FlywayOfTheLibrary() {}

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean hasLocations = environment.containsProperty("spring.flyway.locations")
                || environment.containsProperty("spring.flyway.locations[0]");
        if (!hasLocations && application.getClassLoader().getResource("db/migration") == null) {
            environment.getPropertySources().addLast(new MapPropertySource("sequencer", Map.of(ENABLED, false)));
        }
    }
}
