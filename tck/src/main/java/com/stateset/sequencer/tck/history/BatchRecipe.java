package com.stateset.sequencer.tck.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One batch of the workload, as a recipe: which events of which page of the {@link Workload}. Its text form carries it to another
 * process and into failure messages: {@code 45:1:0,1.2,3/7,4!} is of page 45, under key version 1, event 0; variant 2 of
 * event 1; event 3 with base version 7; event 4 rejected unless it is a replay. {@code 45:1c:…} is a chained batch, {@code 45:1a:…}
 * one of all or nothing, {@code 45:1a2/9:…} one that demands besides that entity 2 is at version 9.
 *
 * @param rule the rule in that form: empty, {@code c}, {@code a} or {@code a2/9}
 */
record BatchRecipe(long page, int keyVersion, String rule, List<Item> items) {

    static final String INDEPENDENT = "";
    static final String CHAINED = "c";
    static final String ATOMIC = "a";

    private static final Pattern HEAD = Pattern.compile("([0-9]+)(.*)");

    private static final long NONE = -1;

    /**
     * One event of a batch.
     *
     * @param index which of its page
     * @param variant 0 as it stands in the workload; any other number for other content under the same id
     * @param baseVersion the base version, or -1 for none
     * @param refused whether it is rejected unless it is a replay
     */
    record Item(int index, int variant, long baseVersion, boolean refused) {

        static Item plain(int index) {
            return new Item(index, 0, NONE, false);
        }

        Item withVariant(int value) {
            return new Item(index, value, baseVersion, refused);
        }

        Item withBaseVersion(long value) {
            return new Item(index, variant, value, refused);
        }

        Item thatIsRefused() {
            return new Item(index, variant, baseVersion, true);
        }

        boolean hasBaseVersion() {
            return baseVersion != NONE;
        }

        String encode() {
            return index
                    + (variant == 0 ? "" : "." + variant)
                    + (hasBaseVersion() ? "/" + baseVersion : "")
                    + (refused ? "!" : "");
        }

        static Item decode(String text) {
            boolean refused = text.endsWith("!");
            String[] base = (refused ? text.substring(0, text.length() - 1) : text).split("/", 2);
            String[] name = base[0].split("\\.", 2);
            return new Item(
                    Integer.parseInt(name[0]),
                    name.length == 1 ? 0 : Integer.parseInt(name[1]),
                    base.length == 1 ? NONE : Long.parseLong(base[1]),
                    refused);
        }
    }

    BatchRecipe {
        items = List.copyOf(items);
    }

    static String encode(List<BatchRecipe> group) {
        return group.stream().map(BatchRecipe::encode).collect(Collectors.joining("|"));
    }

    static List<BatchRecipe> decode(String group) {
        List<BatchRecipe> recipes = new ArrayList<>();
        for (String line : group.split("\\|", -1)) {
            String[] parts = line.split(":", 3);
            Matcher head = HEAD.matcher(parts[1]);
            if (!head.matches()) {
                throw new IllegalArgumentException("no recipe: " + line);
            }
            List<Item> items =
                    Arrays.stream(parts[2].split(",", -1)).map(Item::decode).toList();
            recipes.add(
                    new BatchRecipe(Long.parseLong(parts[0]), Integer.parseInt(head.group(1)), head.group(2), items));
        }
        return recipes;
    }

    private String encode() {
        return page + ":" + keyVersion + rule + ":"
                + items.stream().map(Item::encode).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return encode();
    }
}
