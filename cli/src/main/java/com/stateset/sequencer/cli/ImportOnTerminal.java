package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.ingest.ImportProgress;
import com.stateset.sequencer.cli.ingest.ImportTally;
import com.stateset.sequencer.cli.rows.InputPlace;
import com.stateset.sequencer.cli.terminal.TerminalProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** How far an import is: a bar on standard error if a person is watching; otherwise only notices. */
final class ImportOnTerminal implements ImportProgress {

    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintWriter err;
    private final long size;
    private final TerminalProgress bar;

    private ImportOnTerminal(PrintWriter err, long size, TerminalProgress bar) {
        this.err = err;
        this.size = size;
        this.bar = bar;
    }

    static ImportOnTerminal of(PrintWriter err, InputPlace place) throws IOException {
        return new ImportOnTerminal(err, place.size(), TerminalProgress.start("import", " KiB", 1024));
    }

    @Override
    public void settled(long bytes, ImportTally tally) {
        bar.step(bytes, size);
        bar.message(String.format(Locale.ROOT, " %,d rows, head %,d", tally.rows(), tally.head()));
    }

    @Override
    public void notice(String sentence) {
        err.println((TerminalProgress.isTerminal() ? CLEAR_LINE : "") + "import: " + sentence);
        err.flush();
    }

    @Override
    public void close() {
        bar.close();
    }
}
