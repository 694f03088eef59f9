package com.stateset.sequencer.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged meanwhile, by anyone. */
final class LogLines implements AutoCloseable {

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent line) {
            // Reads the diagnostic context, which is that of the thread that logs.
            line.prepareForDeferredProcessing();
            super.append(line);
        }
    };

    private final Level levelBefore = root.getLevel();

    private LogLines() {}

    static LogLines ofAll() {
        LogLines log = new LogLines();
        // Other threads log while a test reads.
        log.lines.list = new CopyOnWriteArrayList<>();
        log.lines.start();
        // Whatever the configuration on the class path lets through.
        log.root.setLevel(Level.WARN);
        log.root.addAppender(log.lines);
        return log;
    }

    List<String> warningsAndErrors() {
        return serious().stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** The warnings and errors with all their facts. */
    List<ILoggingEvent> serious() {
        return lines.list.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .toList();
    }

    @Override
    public void close() {
        root.detachAppender(lines);
        root.setLevel(levelBefore);
    }
}
