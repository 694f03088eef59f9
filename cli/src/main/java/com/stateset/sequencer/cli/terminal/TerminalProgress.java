package com.stateset.sequencer.cli.terminal;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar on standard error if a person is watching; nothing otherwise.
 *
 * <p>The bar draws over its own line from a thread of its own, also when it is closed: whatever is printed while it is open may be
 * erased. So a command closes it <em>before</em> it reports. Not thread-safe.
 */
public final class TerminalProgress implements AutoCloseable {

    private final @Nullable ProgressBar bar;

    private TerminalProgress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Begins to show something that is counted.
     *
     * @param task what is being done, one word
     * @param unit what is counted, such as {@code " events"}
     * @param unitSize how many make one of the units shown
     */
    public static TerminalProgress start(String task, String unit, long unitSize) {
        return isTerminal() ? shown(task, unit, unitSize) : none();
    }

    /** Shows nothing. */
    public static TerminalProgress none() {
        return new TerminalProgress(null);
    }

    /** Begins to show something that is counted, also without a terminal. */
    public static TerminalProgress shown(String task, String unit, long unitSize) {
        return new TerminalProgress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(0)
                .setUnit(unit, unitSize)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .build());
    }

    /** Shows that so much of all is done. */
    public void step(long done, long all) {
        if (bar != null) {
            bar.maxHint(all);
            bar.stepTo(done);
        }
    }

    /** Shows a few words beside the bar. */
    public void message(String words) {
        if (bar != null) {
            bar.setExtraMessage(words);
        }
    }

    /** Draws the bar once more and ends its line; what is printed from now on stays. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    /** Whether standard input and output are a person's. From JDK 22 on there is a console also without a terminal. */
    @SuppressWarnings("SystemConsoleNull") // null before JDK 22, and the method that tells from then on is asked below
    public static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return true;
        } catch (InvocationTargetException e) {
            return false;
        }
    }
}
