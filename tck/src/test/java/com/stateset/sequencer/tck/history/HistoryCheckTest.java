package com.stateset.sequencer.tck.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.journal.BrokenStores;
import com.stateset.sequencer.tck.journal.JournalFixture;
import com.stateset.sequencer.tck.journal.JournalStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HistoryCheckTest {

    /** Some faults show only where callers happen to meet, which not every run brings about. */
    private static final int RUNS = 10;

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void goes_red(String what, Function<Path, JournalStore> opener, String message) {
        List<String> violations = List.of();
        for (int i = 0; i < RUNS && violations.isEmpty(); i++) {
            violations = run(opener);
        }
        assertThat(violations).anySatisfy(violation -> assertThat(violation).contains(message));
    }

    static Stream<Arguments> goes_red() {
        return Stream.of(
                arguments("loses groups", BrokenStores.losesGroups(), "was answered"),
                arguments("skips numbers", BrokenStores.skipsNumbers(), "stands in place"),
                arguments("gives numbers twice", BrokenStores.givesNumbersTwice(), "stands in place"),
                arguments("swaps events of a batch", BrokenStores.swapsEventsOfABatch(), "is not what call"),
                arguments("miscounts versions", BrokenStores.miscountsVersions(), "has entity version"),
                arguments("normalises created_at", BrokenStores.normalisesCreatedAt(), "has a wrong leaf"),
                arguments("forgets what no hash covers", BrokenStores.forgetsWhatNoHashCovers(), "is not what call"),
                arguments("has a clock that runs backwards", BrokenStores.hasAClockThatRunsBackwards(), " after 20"),
                arguments("stores replays again", BrokenStores.storesReplaysAgain(), "is in the log twice"),
                arguments("lets commands be used twice", BrokenStores.letsCommandsBeUsedTwice(), "used up before"),
                arguments("judges by stale versions", BrokenStores.judgesByStaleVersions(), "has entity version"),
                arguments("judges by stale keys", BrokenStores.judgesByStaleKeys(), "right is: rejected "),
                arguments("calls replays accepted", BrokenStores.callsReplaysAccepted(), "right is: duplicate"),
                arguments("calls new events duplicates", BrokenStores.callsNewEventsDuplicates(), "was answered"),
                arguments("rejects what it stored", BrokenStores.rejectsWhatItStored(), "was answered"),
                arguments("answers other moments", BrokenStores.answersOtherMoments(), "was sequenced at"),
                arguments("names wrong versions", BrokenStores.namesWrongVersions(), "right is: rejected version_c"),
                arguments("answers with an old head", BrokenStores.answersWithAnOldHead(), "when the call began"),
                arguments("answers another tree", BrokenStores.answersAnotherTree(), "was answered the tree"),
                arguments("forgets the tree", BrokenStores.forgetsTheTree(), "has a tree other than"),
                arguments("answers too little", BrokenStores.answersTooLittle(), "was not answered once per event"),
                arguments(
                        "says nothing was stored though it was",
                        BrokenStores.saysNothingWasStoredThoughItWas(),
                        "no call was answered"),
                arguments("tears groups", BrokenStores.tearsGroups(), "is stored in"),
                arguments("shows events too early", BrokenStores.showsEventsTooEarly(), "a reader of"),
                arguments("loses the end of a history", BrokenStores.losesTheEndOfAHistory(), "has a history of"),
                arguments("finds too late", BrokenStores.findsTooLate(), "found"));
    }

    @Test
    void a_store_that_is_only_unreliable_is_fine() {
        assertThat(run(BrokenStores.unreliable())).isEmpty();
    }

    @Test
    void a_failure_tells_the_seed_and_stays_brief() {
        try (HistoryRun run = new HistoryRun(new JournalFixture(BrokenStores.forgetsWhatNoHashCovers()))) {
            EventStore store = run.open();
            run.write(2, 60, () -> store);
            run.awaitWriters();
            assertThatThrownBy(run::check)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("-Dsequencer.seed=" + run.seed())
                    .hasMessageMatching("(?s).*and \\d+ more");
        }
    }

    private static List<String> run(Function<Path, JournalStore> opener) {
        try (HistoryRun run = new HistoryRun(new JournalFixture(opener))) {
            EventStore one = run.open();
            EventStore other = run.open();
            run.tail(() -> one);
            run.write(2, 60, () -> one);
            run.write(2, 60, () -> other);
            run.changeKeys(other);
            run.awaitWriters();
            return run.violations();
        }
    }
}
