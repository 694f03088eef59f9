package com.stateset.sequencer.cli;

import com.stateset.sequencer.projection.ProjectionStatus;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far projections are: a bar with the time left on standard error, if a person is watching. */
final class ProjectionsOnTerminal implements AutoCloseable {

    private final @Nullable ProgressBar bar;

    private ProjectionsOnTerminal(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    static ProjectionsOnTerminal start() {
        return new ProjectionsOnTerminal(
                ProgressOnTerminal.isTerminal()
                        ? new ProgressBarBuilder()
                                .setTaskName("projections")
                                .setUnit(" events", 1)
                                .setStyle(ProgressBarStyle.ASCII)
                                .build()
                        : null);
    }

    /** Shows how far these builds are, taken together. */
    void are(List<ProjectionStatus> builds) {
        if (bar != null) {
            bar.maxHint(builds.stream().mapToLong(ProjectionStatus::events).sum());
            bar.stepTo(builds.stream().mapToLong(ProjectionStatus::applied).sum());
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
