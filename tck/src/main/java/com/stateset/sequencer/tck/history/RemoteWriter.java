package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.process.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A writer in another JVM whose calls and answers go into the run's history as it prints them. Closing kills it. */
public final class RemoteWriter implements AutoCloseable {

    private final ChildJvm jvm;
    private final AtomicInteger answers;

    private RemoteWriter(ChildJvm jvm, AtomicInteger answers) {
        this.jvm = jvm;
        this.answers = answers;
    }

    static RemoteWriter start(List<String> arguments, CallLines callLines, History history) {
        AtomicInteger answers = new AtomicInteger();
        ChildJvm jvm = ChildJvm.start(WriterJvm.class, arguments, line -> {
            try {
                boolean ofACall = callLines.take(line, history);
                answers.addAndGet(ofACall && line.startsWith("ANSWER") ? 1 : 0);
                if (line.startsWith(WriterJvm.PROBLEM)) {
                    history.problem(line.substring(WriterJvm.PROBLEM.length()));
                }
                return ofACall;
            } catch (RuntimeException e) {
                history.problem("a line of the other JVM cannot be read: " + line + ": " + e);
                return false;
            }
        });
        return new RemoteWriter(jvm, answers);
    }

    /** The process: to stop, resume and kill, and to wait for a line of the fixture's own. */
    public ChildJvm jvm() {
        return jvm;
    }

    /** How many answers it has printed. */
    public int answers() {
        return answers.get();
    }

    /** Waits until it has opened its store. */
    public void awaitReady(Duration limit) {
        jvm.awaitLine(WriterJvm.READY::equals, limit);
    }

    /**
     * Waits until it has printed so many answers.
     *
     * @throws AssertionError if it has not within {@code limit}, or has ended before
     */
    public void awaitAnswers(int count, Duration limit) {
        Retrying.await(count + " answers from the other JVM", limit, () -> answers.get() >= count || !jvm.isAlive());
        if (answers.get() < count) {
            throw new AssertionError("the other JVM ended after " + answers + " answers" + jvm.lastWords());
        }
    }

    /** Waits until it has made all its calls and ended. */
    public void awaitDone(Duration limit) {
        jvm.awaitLine(WriterJvm.DONE::equals, limit);
        int exit = jvm.awaitExit(limit);
        if (exit != 0) {
            throw new AssertionError("the other JVM ended with " + exit + jvm.lastWords());
        }
    }

    @Override
    public void close() {
        jvm.close();
    }
}
