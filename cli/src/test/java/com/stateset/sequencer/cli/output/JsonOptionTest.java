package com.stateset.sequencer.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.error.StoreFailedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A list is written while it is read. */
class JsonOptionTest {

    private final StringWriter out = new StringWriter();

    /** What had been written before each item. */
    private final List<String> seen = new ArrayList<>();

    private int list(Consumer<Consumer<Integer>> items, String... arguments) {
        return new CommandLine(new Listing(items))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments);
    }

    private void give(int item, Consumer<Integer> to) {
        seen.add(out.toString());
        to.accept(item);
    }

    @Test
    void items_are_written_as_they_come() {
        Consumer<Consumer<Integer>> two = to -> {
            give(1, to);
            give(2, to);
        };
        assertThat(list(two, "--json")).isZero();
        assertThat(out).hasToString("{\"items\":[1,2]}\n");
        assertThat(seen).containsExactly("", "{\"items\":[1");
    }

    @Test
    void none_is_an_empty_list() {
        assertThat(list(to -> {}, "--json")).isZero();
        assertThat(out).hasToString("{\"items\":[]}\n");
    }

    @Test
    void for_people_each_is_a_line() {
        assertThat(list(to -> give(7, to))).isZero();
        assertThat(out).hasToString("item 7\n");
    }

    @Test
    void a_list_that_breaks_off_is_an_object_with_its_failure() {
        Consumer<Consumer<Integer>> broken = to -> {
            to.accept(1);
            throw new StoreFailedException("page 2 is damaged", null);
        };
        assertThat(list(broken, "--json")).isEqualTo(3);
        assertThat(out).hasToString("{\"items\":[1],\"error\":\"page 2 is damaged\",\"exit_code\":3}\n");
    }

    @Test
    void one_that_never_began_is_a_failure_alone() {
        assertThat(list(
                        to -> {
                            throw new StoreFailedException("away", null);
                        },
                        "--json"))
                .isEqualTo(3);
        assertThat(out).hasToString("{\"error\":\"away\",\"exit_code\":3}\n");
    }

    @Command(name = "list")
    private static final class Listing implements Callable<Integer> {

        private final Consumer<Consumer<Integer>> items;

        @Spec
        private CommandSpec spec;

        @Mixin
        private JsonOption json;

        Listing(Consumer<Consumer<Integer>> items) {
            this.items = items;
        }

        @Override
        public Integer call() throws Exception {
            return Reading.run(spec, () -> {
                json.<Integer>list("items", item -> "item " + item, items);
                return 0;
            });
        }
    }
}
