package com.stateset.sequencer.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.stateset.sequencer.cli.ingest.ImportTally;
import com.stateset.sequencer.event.StreamId;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an import has done, for a person.
 *
 * @param nanos how long it took
 */
record ImportSummary(Path file, StreamId stream, ImportTally tally, long nanos) {

    private static final double NANOS_PER_SECOND = 1e9;

    void print(PrintWriter out, Path rejects) {
        out.println(file + " -> stream " + stream);
        line(out, "rows read", grouped(tally.rows()), "");
        line(out, "accepted", grouped(tally.accepted()), "");
        line(out, "duplicate", grouped(tally.duplicates()), ownDuplicates());
        line(out, "rejected", grouped(tally.rejected()), tally.rejected() == 0 ? "" : "  see " + rejects);
        line(out, "numbers", numbers(), "");
        line(out, "head", grouped(tally.head()), "");
        double seconds = nanos / NANOS_PER_SECOND;
        line(
                out,
                "seconds",
                String.format(Locale.ROOT, "%.1f", seconds),
                String.format(Locale.ROOT, "  %,.0f events/s", (tally.accepted() + tally.duplicates()) / seconds));
    }

    /**
     * Returns it for programs.
     *
     * @param trouble why it stopped; null if it went through
     */
    Object json(Path rejects, @Nullable String trouble) {
        return new Json(
                file.toString(),
                stream.tenantId(),
                stream.storeId(),
                tally,
                nanos / NANOS_PER_SECOND,
                tally.rejected() == 0 ? null : rejects.toString(),
                trouble);
    }

    /** The members that are null are left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Json(
            String file,
            UUID tenantId,
            UUID storeId,
            @JsonUnwrapped ImportTally tally,
            double seconds,
            @Nullable String rejects,
            @Nullable String error) {}

    private static void line(PrintWriter out, String name, String value, String remark) {
        out.println(String.format(Locale.ROOT, "  %-10s %15s%s", name, value, remark));
    }

    private String ownDuplicates() {
        return tally.perhapsOwn() == 0
                ? ""
                : "  (" + grouped(tally.perhapsOwn()) + " of them were sent again, and may be new)";
    }

    private String numbers() {
        return tally.firstNumber() == 0 ? "none" : grouped(tally.firstNumber()) + ".." + grouped(tally.lastNumber());
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
