package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.ingest.ImportProgress;
import com.stateset.sequencer.cli.ingest.ImportTally;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error if a person is watching; otherwise only notices. */
public final class ProgressOnTerminal implements ImportProgress {

    private final PrintWriter err;
    private final @Nullable ProgressBar bar;

    private ProgressOnTerminal(PrintWriter err, @Nullable ProgressBar bar) {
        this.err = err;
        this.bar = bar;
    }

    static ImportProgress of(PrintWriter err, Path file) throws IOException {
        return new ProgressOnTerminal(err, isTerminal() ? bar(Files.size(file)) : null);
    }

    @Override
    public void settled(long bytes, ImportTally tally) {
        if (bar != null) {
            bar.stepTo(bytes);
            bar.setExtraMessage(String.format(Locale.ROOT, " %,d rows, head %,d", tally.rows(), tally.head()));
        }
    }

    @Override
    public void notice(String sentence) {
        err.println("import: " + sentence);
        err.flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    private static ProgressBar bar(long bytes) {
        return new ProgressBarBuilder()
                .setTaskName("import")
                .setInitialMax(bytes)
                .setUnit(" KiB", 1024)
                .setStyle(ProgressBarStyle.ASCII)
                .build();
    }

    /** From JDK 22 on there is a console also without a terminal, and a method that tells. */
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
