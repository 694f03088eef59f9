package com.stateset.sequencer.cli.backup;

import com.stateset.sequencer.cli.terminal.TerminalProgress;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.sqlite.SqliteBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Copies a database, and shows a person how far that is: SQLite does not say, but the copy grows. */
final class ShownCopy {

    private static final long LOOK_MILLIS = 200;

    private ShownCopy() {}

    /** Copies to an empty file. */
    static void make(String task, Path database, Path target) {
        FutureTask<Boolean> copy = new FutureTask<>(() -> {
            SqliteBackup.copy(database, target);
            return true;
        });
        Thread thread = new Thread(copy, "sequencer-copy");
        thread.setDaemon(true);
        thread.start();
        try (TerminalProgress progress = TerminalProgress.start(task, " KiB", 1024)) {
            while (!isDone(copy)) {
                progress.step(size(target), Math.max(size(database), size(target)));
            }
            progress.step(size(target), size(target));
        }
    }

    private static boolean isDone(FutureTask<Boolean> copy) {
        try {
            return copy.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("the copy was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SequencerException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
