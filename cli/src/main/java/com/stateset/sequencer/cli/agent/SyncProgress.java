package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.terminal.TerminalProgress;
import com.stateset.sequencer.sync.SyncListener;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How far a sync has come, on standard error, if it takes long: for a person a bar for pushing and one for pulling, with rate and time
 * left; without a terminal a line now and then, so that a log shows that it goes on. Not thread-safe.
 */
final class SyncProgress implements SyncListener, AutoCloseable {

    private static final long LONG = 1000;
    private static final long LINE_EVERY = Duration.ofSeconds(10).toNanos();

    private final boolean watched;
    private final Consumer<String> lines;
    private final LongSupplier nanos;
    private TerminalProgress bar = TerminalProgress.none();
    private String task = "";
    private long pulledAtFirst = -1;
    private long begun;
    private long doneAtFirst;
    private long told;

    /**
     * Begins to show progress.
     *
     * @param watched whether a person is
     * @param lines takes a line if none is
     * @param nanos the time, as {@link System#nanoTime}
     */
    SyncProgress(boolean watched, Consumer<String> lines, LongSupplier nanos) {
        this.watched = watched;
        this.lines = lines;
        this.nanos = nanos;
    }

    static SyncProgress of(AgentOptions options) {
        return new SyncProgress(TerminalProgress.isTerminal(), options::note, System::nanoTime);
    }

    @Override
    public void pushed(long settled, long waited) {
        step("push", settled, waited);
    }

    @Override
    public void pulled(long through, long head) {
        pulledAtFirst = pulledAtFirst < 0 ? through : pulledAtFirst;
        step("pull", through - pulledAtFirst, head - pulledAtFirst);
    }

    @Override
    public void othersRefused(String message) {
        close();
        lines.accept(EventView.othersRefused(message));
    }

    @Override
    public void close() {
        bar.close();
        bar = TerminalProgress.none();
    }

    private void step(String name, long done, long all) {
        if (!name.equals(task)) {
            close();
            task = name;
            begun = nanos.getAsLong();
            told = begun;
            doneAtFirst = done;
            bar = watched && all > LONG ? TerminalProgress.shown(name, " events", 1) : TerminalProgress.none();
        }
        bar.step(done, all);
        long now = nanos.getAsLong();
        if (!watched && now - told >= LINE_EVERY) {
            told = now;
            lines.accept(line(name, done, all, (done - doneAtFirst) / ((now - begun) / 1e9)));
        }
    }

    private static String line(String name, long done, long all, double rate) {
        String left = rate > 0 ? String.format(Locale.ROOT, ", about %.0f s left", (all - done) / rate) : "";
        return String.format(
                Locale.ROOT,
                "%s: %d of %d events, %.0f a second%s",
                name.equals("push") ? "pushed" : "pulled",
                done,
                all,
                rate,
                left);
    }
}
