package com.stateset.sequencer.cli;

import com.stateset.sequencer.verify.AuditProgress;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error if a person is watching. */
final class AuditOnTerminal implements AuditProgress, AutoCloseable {

    private final @Nullable ProgressBar bar;

    private AuditOnTerminal(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    static AuditOnTerminal start() {
        return new AuditOnTerminal(
                ProgressOnTerminal.isTerminal()
                        ? new ProgressBarBuilder()
                                .setTaskName("verify")
                                .setInitialMax(0)
                                .setUnit(" events", 1)
                                .setStyle(ProgressBarStyle.ASCII)
                                .build()
                        : null);
    }

    @Override
    public void checked(long checked, long head) {
        if (bar != null) {
            bar.maxHint(head);
            bar.stepTo(checked);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
