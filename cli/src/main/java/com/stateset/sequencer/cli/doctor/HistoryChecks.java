package com.stateset.sequencer.cli.doctor;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.verify.bundle.ProofSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Looks at some events of some streams, and at the clock. */
final class HistoryChecks {

    private static final int STREAMS = 25;
    private static final Duration AHEAD = Duration.ofSeconds(5);

    /** No version of this program is older. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private final Function<StreamId, ProofSource> sources;
    private final Clock clock;

    HistoryChecks(Function<StreamId, ProofSource> sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
    }

    /** Returns what was found. */
    List<Finding> run(List<StreamId> streams) {
        List<StreamId> chosen = new ArrayList<>(streams);
        Collections.shuffle(chosen);
        List<String> problems = new ArrayList<>();
        List<HistorySample> samples = new ArrayList<>();
        Instant newest = Instant.MIN;
        for (StreamId stream : chosen.subList(0, Math.min(STREAMS, chosen.size()))) {
            HistorySample sample = new HistorySample(sources.apply(stream), stream);
            sample.problem().ifPresent(problems::add);
            samples.add(sample);
            newest = sample.newest().isAfter(newest) ? sample.newest() : newest;
        }
        return List.of(clock(newest), history(problems, samples, streams.size() - samples.size()));
    }

    private Finding clock(Instant newest) {
        Instant now = clock.instant();
        if (now.isBefore(EARLIEST)) {
            return Finding.fail("clock", "this machine says that it is " + now, "set its clock");
        }
        Duration ahead = newest.equals(Instant.MIN) ? Duration.ZERO : Duration.between(now, newest);
        return ahead.compareTo(AHEAD) > 0
                ? Finding.warn(
                        "clock",
                        "the newest event is " + ahead.toSeconds() + " s ahead of this machine's clock",
                        "set the clock; until it has passed that moment, events are stamped with it")
                : Finding.ok("clock", "it is " + now + ", and no event is ahead of it");
    }

    private static Finding history(List<String> problems, List<HistorySample> samples, int leftOut) {
        if (!problems.isEmpty()) {
            return Finding.fail(
                    "history",
                    String.join("; ", problems),
                    "verify-stream names the first event that differs; docs/operations.md says what to do");
        }
        long looked = samples.stream().mapToLong(HistorySample::looked).sum();
        long proved = samples.stream().mapToLong(HistorySample::proved).sum();
        String found = String.format(
                        Locale.ROOT,
                        "of %,d events at random all are there, and %,d are proved to be in the history that was signed",
                        looked,
                        proved)
                + (leftOut == 0 ? "" : String.format(Locale.ROOT, "; %,d other streams were not looked at", leftOut));
        if (looked > 0 && proved == 0 && samples.stream().anyMatch(HistorySample::signs)) {
            return Finding.warn(
                    "history",
                    found + ", although the sequencer has keys",
                    "start the server with its signing key: it signs what is there");
        }
        return Finding.ok("history", found + (looked == 0 ? "" : "; verify-stream looks at all"));
    }
}
