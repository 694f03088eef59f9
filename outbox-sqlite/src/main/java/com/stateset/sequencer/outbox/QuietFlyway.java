package com.stateset.sequencer.outbox;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flyway tells eight things about every new database, as news. In a library they are details. */
final class QuietFlyway {

    private QuietFlyway() {}

    static void migrate(Flyway flyway) {
        LogFactory.setLogCreator(type -> new Quiet(LoggerFactory.getLogger(type)));
        try {
            flyway.migrate();
        } finally {
            // Flyway's logging is global: the application's own use of it goes back to what it was.
            LogFactory.setLogCreator(null);
        }
    }

    private record Quiet(Logger logger) implements Log {

        @Override
        public void debug(String message) {
            logger.debug(message);
        }

        @Override
        public void info(String message) {
            logger.debug(message);
        }

        @Override
        public void notice(String message) {
            logger.debug(message);
        }

        @Override
        public void warn(String message) {
            logger.warn(message);
        }

        @Override
        public void error(String message) {
            logger.error(message);
        }

        @Override
        public void error(String message, Exception cause) {
            logger.error(message, cause);
        }
    }
}
