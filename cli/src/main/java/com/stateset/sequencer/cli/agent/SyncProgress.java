package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.terminal.TerminalProgress;
import com.stateset.sequencer.sync.SyncListener;

/** Progress bars on standard error, one for pushing and one for pulling, if it takes long and a person is watching. */
final class SyncProgress implements SyncListener, AutoCloseable {

    private static final long LONG = 1000;

    private final boolean watched;
    private TerminalProgress bar = TerminalProgress.none();
    private String task = "";
    private long pulledAtFirst = -1;

    SyncProgress() {
        this(TerminalProgress.isTerminal());
    }

    SyncProgress(boolean watched) {
        this.watched = watched;
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
    public void close() {
        bar.close();
        bar = TerminalProgress.none();
    }

    private void step(String name, long done, long all) {
        if (!name.equals(task)) {
            close();
            task = name;
            bar = watched && all > LONG ? TerminalProgress.shown(name, " events", 1) : TerminalProgress.none();
        }
        bar.step(done, all);
    }
}
