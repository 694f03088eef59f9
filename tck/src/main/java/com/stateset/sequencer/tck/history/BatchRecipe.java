package com.stateset.sequencer.tck.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One batch of the workload, as a recipe: which events of which page of the {@link Workload}. Its text form carries it to another
 * process and into failure messages: {@code 45:1:0,1.2,3/7,4!} is of page 45, under key version 1, event 0; variant 2 of
 * event 1; event 3 with base version 7; event 4 rejected unless it is a replay. {@code 45:1c:…} is a chained batch.
 */
record BatchRecipe(long page, int keyVersion, boolean chained, List<Item> items) {

    private static final String CHAINED = "c";

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
            boolean chained = parts[1].endsWith(CHAINED);
            String keyVersion = chained ? parts[1].substring(0, parts[1].length() - CHAINED.length()) : parts[1];
            List<Item> items =
                    Arrays.stream(parts[2].split(",", -1)).map(Item::decode).toList();
            recipes.add(new BatchRecipe(Long.parseLong(parts[0]), Integer.parseInt(keyVersion), chained, items));
        }
        return recipes;
    }

    private String encode() {
        return page + ":" + keyVersion + (chained ? CHAINED : "") + ":"
                + items.stream().map(Item::encode).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return encode();
    }
}
