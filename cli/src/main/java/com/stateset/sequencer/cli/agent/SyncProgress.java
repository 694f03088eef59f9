package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.ProgressOnTerminal;
import com.stateset.sequencer.sync.SyncListener;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress bars on standard error, one for pushing and one for pulling, if it takes long and a person is watching. */
final class SyncProgress implements SyncListener, AutoCloseable {

    private static final long LONG = 1000;

    private final boolean watched;
    private @Nullable ProgressBar bar;
    private String task = "";
    private long pulledAtFirst = -1;

    SyncProgress() {
        this(ProgressOnTerminal.isTerminal());
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
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    private void step(String name, long done, long all) {
        if (!name.equals(task)) {
            close();
            task = name;
            bar = watched && all > LONG ? bar(name, all) : null;
        }
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    private static ProgressBar bar(String name, long all) {
        return new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(all)
                .setUnit(" events", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .build();
    }
}
