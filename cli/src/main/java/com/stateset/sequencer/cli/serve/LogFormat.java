package com.stateset.sequencer.cli.serve;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** What the log looks like. */
enum LogFormat {
    /** A line for a person. */
    TEXT,
    /** A JSON object on a line, for a program. */
    JSON;

    private static final String NAME = "LOG_FORMAT";

    static LogFormat from(Settings settings) {
        String value = settings.text(NAME, "text");
        return switch (value) {
            case "text" -> TEXT;
            case "json" -> JSON;
            default -> throw new ConfigurationException(NAME + " is \"" + value + "\"; it must be text or json.");
        };
    }

    /** Has this process log so, from this level up. */
    void use(LogLevel level) {
        ((Logger) LoggerFactory.getLogger("com.stateset.sequencer")).setLevel(Level.valueOf(level.name()));
        if (this == JSON) {
            Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            for (Iterator<?> appenders = root.iteratorForAppenders(); appenders.hasNext(); ) {
                if (appenders.next() instanceof OutputStreamAppender<?> appender) {
                    writeJson(root, appender);
                }
            }
        }
    }

    /** Appenders of logback-classic take its events. */
    @SuppressWarnings("unchecked")
    private static void writeJson(Logger root, OutputStreamAppender<?> appender) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(root.getLoggerContext());
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        ((OutputStreamAppender<ILoggingEvent>) appender).setEncoder(encoder);
    }
}
