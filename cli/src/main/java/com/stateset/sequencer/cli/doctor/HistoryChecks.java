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
import java.util.Optional;
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
        long looked = 0;
        long proved = 0;
        Instant newest = Instant.MIN;
        for (StreamId stream : chosen.subList(0, Math.min(STREAMS, chosen.size()))) {
            HistorySample sample = new HistorySample(sources.apply(stream), stream);
            Optional<String> problem = sample.problem();
            problem.ifPresent(problems::add);
            looked += sample.looked();
            proved += sample.proved();
            newest = sample.newest().isAfter(newest) ? sample.newest() : newest;
        }
        return List.of(clock(newest), history(problems, looked, proved));
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

    private static Finding history(List<String> problems, long looked, long proved) {
        if (!problems.isEmpty()) {
            return Finding.fail(
                    "history",
                    String.join("; ", problems),
                    "verify-stream names the first event that differs; docs/operations.md says what to do");
        }
        String found = String.format(
                Locale.ROOT,
                "of %,d events at random all are there, and %,d are proved to be in the history that was signed",
                looked,
                proved);
        return Finding.ok("history", found + (looked == 0 ? "" : "; verify-stream looks at all"));
    }
}
