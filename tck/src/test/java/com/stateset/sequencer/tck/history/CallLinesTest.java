package com.stateset.sequencer.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallLinesTest {

    private static final UUID ID = UUID.randomUUID();
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000060Z");

    private final Workload workload = new Workload(42);
    private final AtomicLong lastPage = new AtomicLong();
    private final CallLines here = new CallLines(workload, new AtomicLong());
    private final CallLines there = new CallLines(workload, lastPage);
    private final History history = new History();

    @Test
    void a_call_and_its_answer_arrive_as_they_left() {
        Call call = call();
        List<Outcome> outcomes = List.of(
                new Outcome.Accepted(ID, 8, AT, Hash.ZERO, 0),
                new Outcome.Duplicate(ID, 2, AT, Hash.ZERO, 0),
                new Outcome.Rejected(
                        ID, new Rejection.CommandRejected(ID, new Rejection.SchemaValidation("a, b: 50 % | é"))));
        assertThat(there.take(here.begun(call), history)).isTrue();
        Call arrived = history.calls().get(0);
        assertThat(arrived.name()).isEqualTo(call.name());
        assertThat(arrived.recipes()).isEqualTo(call.recipes());
        assertThat(arrived.group()).isEqualTo(call.group());
        assertThat(call.streams())
                .allSatisfy(stream -> assertThat(arrived.known(stream)).isEqualTo(call.known(stream)));
        assertThat(arrived.end()).isEqualTo(Call.End.UNKNOWN);
        assertThat(lastPage).hasValue(7);

        CompactRange edge = CompactRange.EMPTY.appendEntries(Collections.nCopies(8, Hash.ZERO));
        AppendResult result = new AppendResult(outcomes, List.of(), AppendedEntries.ofEntries(edge, List.of()));
        call.answered(List.of(Call.Reply.of(result), Call.Reply.of(result)), 0);
        assertThat(there.take(here.ended(call), history)).isTrue();
        assertThat(arrived.end()).isEqualTo(Call.End.ANSWERED);
        assertThat(arrived.replies()).isEqualTo(call.replies());
        assertThat(history.known(call.streams().get(0))).isEqualTo(8);
    }

    @Test
    void a_failure_arrives_as_it_left() {
        Call call = call();
        there.take(here.begun(call), history);
        call.failed(Call.End.WRONG, "two words\nand a line");
        assertThat(there.take(here.ended(call), history)).isTrue();
        assertThat(history.calls().get(0).end()).isEqualTo(Call.End.WRONG);
        assertThat(history.calls().get(0).problem()).isEqualTo("two words\nand a line");
    }

    @Test
    void a_line_that_was_cut_short_is_not_taken() {
        String whole = here.begun(call());
        for (int length = 0; length < whole.length(); length++) {
            assertThat(there.take(whole.substring(0, length), history)).isFalse();
        }
        assertThat(history.calls()).isEmpty();
    }

    @Test
    void a_book_reads_the_same_everywhere() {
        Workload other = new Workload(42);
        for (long page = 1; page < 50; page++) {
            List<BatchRecipe.Item> items =
                    List.of(BatchRecipe.Item.plain(0), BatchRecipe.Item.plain(other.size(page) - 1));
            assertThat(other.batch(new BatchRecipe(page, 1, page % 2 == 0 ? "c" : "a3/7", items)))
                    .isEqualTo(workload.batch(new BatchRecipe(page, 1, page % 2 == 0 ? "c" : "a3/7", items)));
        }
        assertThat(new Workload(43).streams()).doesNotContainAnyElementsOf(workload.streams());
    }

    private Call call() {
        BatchRecipe line = new BatchRecipe(
                7,
                2,
                "a2/9",
                List.of(
                        BatchRecipe.Item.plain(0).withBaseVersion(0),
                        BatchRecipe.Item.plain(0).withVariant(2),
                        BatchRecipe.Item.plain(0)
                                .withVariant(1)
                                .withBaseVersion(12)
                                .thatIsRefused()));
        List<BatchRecipe> recipes = List.of(line, line);
        List<AppendBatch> group = workload.group(recipes);
        StreamId stream = group.get(0).stream();
        return new Call("p1.2#3", recipes, group, Map.of(stream, 6L), 0);
    }
}
