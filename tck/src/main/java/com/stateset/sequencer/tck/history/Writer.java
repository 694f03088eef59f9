package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Retrying;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One thread's part of the workload: appends pages of the {@link Workload}, new ones and those that others are just sending or have
 * sent, whole or in part, as they stand there or changed, with base versions right and wrong; and sends what got no answer
 * until it has one. Sometimes it makes believe that an answer, or the call itself, was lost.
 */
final class Writer {

    /** How far back a writer looks for pages to send again. */
    private static final int WINDOW = 25;

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final String name;
    private final Workload workload;
    private final History history;
    private final AtomicLong lastPage;
    private final SplittableRandom random;
    private int attempts;

    /**
     * Makes a writer.
     *
     * @param lastPage the page that writers have come to, shared with those of the same process
     */
    Writer(String name, Workload workload, History history, AtomicLong lastPage, SplittableRandom random) {
        this.name = name;
        this.workload = workload;
        this.history = history;
        this.lastPage = lastPage;
        this.random = random;
    }

    /**
     * Makes some calls.
     *
     * @param store the store to use, asked before each attempt
     */
    void run(int calls, Supplier<EventStore> store) {
        for (int i = 0; i < calls && !Thread.currentThread().isInterrupted(); i++) {
            sendUntilAnswered(draw(store), store);
        }
    }

    private void sendUntilAnswered(List<BatchRecipe> recipes, Supplier<EventStore> store) {
        List<AppendBatch> group = workload.group(recipes);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!send(history.begin(name + "#" + ++attempts, recipes, group), store.get())) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                history.problem(name + " got no answer to " + BatchRecipe.encode(recipes) + " for " + LIMIT);
                return;
            }
            Retrying.pause();
        }
    }

    private boolean send(Call call, EventStore store) {
        if (random.nextInt(60) == 0) {
            return false;
        }
        try {
            if (random.nextInt(60) == 0) {
                store.append(call.group());
                return false;
            }
            List<AppendResult> answer = history.append(call, store);
            if (random.nextInt(20) == 0) {
                lookUp(call, answer, store);
            }
            return true;
        } catch (SequencerException e) {
            return call.end() == Call.End.WRONG;
        }
    }

    /** What was acknowledged is readable at once. */
    private void lookUp(Call call, List<AppendResult> answer, EventStore store) {
        for (int i = 0; i < answer.size(); i++) {
            StreamId stream = call.group().get(i).stream();
            for (Outcome outcome : answer.get(i).outcomes()) {
                if (outcome instanceof Outcome.Stored stored
                        && store.find(stream, outcome.eventId())
                                .filter(row -> row.sequenceNumber() == stored.sequenceNumber())
                                .isEmpty()) {
                    history.problem("event " + outcome.eventId() + " of " + stream + " is not to be found after call "
                            + call + " was answered " + ObservedOutcome.of(outcome));
                }
            }
        }
    }

    private List<BatchRecipe> draw(Supplier<EventStore> store) {
        List<BatchRecipe> recipes = new ArrayList<>();
        int roll = random.nextInt(10);
        for (int i = roll < 7 ? 1 : roll - 5; i > 0; i--) {
            boolean repeats = !recipes.isEmpty() && random.nextInt(6) == 0;
            recipes.add(repeats ? recipes.get(0) : drawRecipe(store));
        }
        return recipes;
    }

    private BatchRecipe drawRecipe(Supplier<EventStore> store) {
        long page = drawPage();
        List<BatchRecipe.Item> items = drawItems(workload.size(page));
        if (random.nextInt(3) == 0) {
            demandVersions(page, items, store);
        }
        if (random.nextInt(30) == 0) {
            items.set(0, items.get(0).thatIsRefused());
        }
        return new BatchRecipe(page, random.nextInt(3), drawRule(page, store), items);
    }

    /** Some batches of all or nothing also demand an entity's version: mostly the one that it has now. */
    private String drawRule(long page, Supplier<EventStore> store) {
        int roll = random.nextInt(6);
        if (roll != 0) {
            return roll < 3 ? BatchRecipe.INDEPENDENT : roll < 5 ? BatchRecipe.CHAINED : BatchRecipe.ATOMIC;
        }
        int entity = random.nextInt(Workload.ENTITIES);
        long version = version(workload.stream(page), Workload.entity(entity), store);
        long demanded = random.nextInt(4) == 0 ? random.nextLong(version + 3) : version;
        return BatchRecipe.ATOMIC + entity + "/" + demanded;
    }

    private long drawPage() {
        return random.nextBoolean()
                ? lastPage.incrementAndGet()
                : Math.max(1, lastPage.get() + 2 - random.nextInt(WINDOW));
    }

    private List<BatchRecipe.Item> drawItems(int size) {
        List<BatchRecipe.Item> items = new ArrayList<>();
        int roll = random.nextInt(20);
        for (int i = 0; i < size; i++) {
            if (roll >= 5 || random.nextBoolean()) {
                items.add(BatchRecipe.Item.plain(i));
            }
        }
        if (items.isEmpty()) {
            items.add(BatchRecipe.Item.plain(0));
        }
        int which = random.nextInt(items.size());
        BatchRecipe.Item item = items.get(which);
        if (roll >= 17) {
            // Twice in a row, so that a command stays in one piece; perhaps with other content.
            items.add(which, item.withVariant(random.nextInt(2)));
        } else if (roll >= 15) {
            items.set(which, item.withVariant(1 + random.nextInt(2)));
        }
        return items;
    }

    /** Demands base versions of some events: mostly what the entity has now, as a careful client would. */
    private void demandVersions(long page, List<BatchRecipe.Item> items, Supplier<EventStore> store) {
        Map<EntityRef, Long> versions = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            EntityRef entity = workload.entity(page, items.get(i).index());
            long version = versions.computeIfAbsent(entity, any -> version(workload.stream(page), any, store));
            if (random.nextInt(3) == 0) {
                long demanded = random.nextInt(6) == 0 ? random.nextLong(version + 3) : version;
                items.set(i, items.get(i).withBaseVersion(demanded));
            }
            versions.put(entity, version + 1);
        }
    }

    private static long version(StreamId stream, EntityRef entity, Supplier<EventStore> store) {
        try {
            return store.get().entityHistory(stream, entity, 0, 1).version();
        } catch (SequencerException e) {
            return 0;
        }
    }
}
