package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EntityVersion;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.tck.EventBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What writers append: an endless sequence of pages, each of them a batch, the same for everyone who knows the seed. Writers, also
 * those in other processes, draw from it side by side, so that they send each other's events without having to agree on anything.
 */
final class Workload {

    /** The most events of a page. */
    static final int MAX_EVENTS = 20;

    private static final int STREAMS = 3;
    /** How many entities each stream has. */
    static final int ENTITIES = 4;

    private static final int AGENTS = 4;
    private static final Rejection REFUSAL = new Rejection.SchemaValidation("the command is torn");

    /** Signs all its events, with keys 1 to {@link #KEYS}. */
    private static final UUID SIGNER = agent(0);

    /** Signs nothing, until {@link #keyChanges} forbid it. */
    private static final UUID CONVERT = agent(1);

    private static final int KEYS = 5;

    /** How many of the signer's keys are registered from the beginning. */
    private static final int FIRST_KEYS = 3;

    /** How many neighbouring pages may share a command id. */
    private static final int NEIGHBOURS = 12;

    private final long seed;
    private final List<StreamId> streams;

    Workload(long seed) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        UUID tenant = uuid(random);
        UUID store = uuid(random);
        // Two stores of one tenant, two tenants with one store.
        this.streams = List.of(
                new StreamId(tenant, store), new StreamId(tenant, uuid(random)), new StreamId(uuid(random), store));
    }

    List<StreamId> streams() {
        return streams;
    }

    /** The keys that are registered before the first page is read. */
    List<KeyChange> firstKeys() {
        return tenants()
                .flatMap(tenant -> LongStream.rangeClosed(1, FIRST_KEYS)
                        .mapToObj(keyId -> KeyChange.register(tenant, SIGNER, keyId)))
                .toList();
    }

    /** What may happen to the keys while pages are read, in an order left to chance. */
    List<KeyChange> keyChanges() {
        List<KeyChange> changes = new ArrayList<>();
        tenants().forEach(tenant -> {
            changes.add(KeyChange.register(tenant, CONVERT, 1));
            for (long keyId = 1; keyId < KEYS; keyId++) {
                changes.add(KeyChange.revoke(tenant, SIGNER, keyId));
                changes.add(KeyChange.register(tenant, SIGNER, keyId + 1));
            }
        });
        Collections.shuffle(changes, new Random(seed));
        return changes;
    }

    private Stream<UUID> tenants() {
        return streams.stream().map(StreamId::tenantId).distinct();
    }

    /** How many events a page has. */
    int size(long page) {
        return page(page).size();
    }

    /** The stream that a page is for. */
    StreamId stream(long page) {
        return streams.get(Math.floorMod(mix(page), STREAMS));
    }

    /** An entity by its number, from 0 to {@link #ENTITIES}, not included. */
    static EntityRef entity(int number) {
        return new EntityRef(number % 2 == 0 ? "order" : "cart", "é/" + number / 2);
    }

    /** The entity that an event of a page is about. */
    EntityRef entity(long page, int index) {
        return page(page).get(index).entity();
    }

    /** Makes a batch by its recipe. */
    AppendBatch batch(BatchRecipe line) {
        List<Entry> entries = page(line.page());
        List<AdmittedEvent> candidates = new ArrayList<>();
        for (BatchRecipe.Item item : line.items()) {
            EventBuilder event = event(line.page(), item, entries.get(item.index()));
            candidates.add(event.commandProblem(item.refused() ? REFUSAL : null).candidate());
        }
        return new AppendBatch(stream(line.page()), candidates, line.keyVersion()).rule(rule(line.rule()));
    }

    private static BatchRule rule(String recipe) {
        if (recipe.startsWith(BatchRecipe.ATOMIC)) {
            String[] demand = recipe.substring(1).split("/", 2);
            return demand.length == 1
                    ? BatchRule.ATOMIC
                    : new BatchRule.Atomic(
                            List.of(new EntityVersion(entity(Integer.parseInt(demand[0])), Long.parseLong(demand[1]))));
        }
        return recipe.equals(BatchRecipe.CHAINED) ? BatchRule.CHAINED : BatchRule.INDEPENDENT;
    }

    List<AppendBatch> group(List<BatchRecipe> recipes) {
        return recipes.stream().map(this::batch).toList();
    }

    private EventBuilder event(long page, BatchRecipe.Item item, Entry entry) {
        String payload = "{\"event\":" + item.index() + ",\"padding\":\"" + "x".repeat(entry.padding) + "\",\"page\":"
                + page + ",\"variant\":" + item.variant() + "}";
        return EventBuilder.event(stream(page))
                .id(new UUID(seed, page << 16 | item.index()))
                .command(entry.command)
                .entity(entry.entity)
                .type("page.read")
                .createdAt(String.format(Locale.ROOT, "2026-01-02T03:04:05.%09dZ", page))
                .agent(entry.agent)
                .baseVersion(item.hasBaseVersion() ? item.baseVersion() : null)
                .payload(payload)
                .authorship(entry.authorship);
    }

    private List<Entry> page(long page) {
        SplittableRandom random = new SplittableRandom(mix(page));
        int size = 1 + random.nextInt(MAX_EVENTS);
        UUID shared = new UUID(seed ^ page / NEIGHBOURS, stream(page).hashCode());
        List<Entry> entries = new ArrayList<>();
        while (entries.size() < size) {
            int left = size - entries.size();
            if (random.nextInt(3) > 0) {
                entries.add(entry(random, null));
            } else {
                boolean takesShared = entries.isEmpty() && random.nextBoolean();
                UUID command = takesShared ? shared : uuid(random);
                for (int i = Math.min(left, 1 + random.nextInt(4)); i > 0; i--) {
                    entries.add(entry(random, command));
                }
            }
        }
        return entries;
    }

    private static Entry entry(SplittableRandom random, @Nullable UUID command) {
        int entity = random.nextInt(ENTITIES);
        UUID agent = agent(random.nextInt(AGENTS));
        return new Entry(
                command,
                entity(entity),
                agent,
                agent.equals(SIGNER) ? signed(random) : new Authorship.Unsigned(),
                random.nextInt(200));
    }

    private static Authorship signed(SplittableRandom random) {
        ByteBuffer signature = ByteBuffer.allocate(Ed25519Signature.LENGTH);
        while (signature.hasRemaining()) {
            signature.putLong(random.nextLong());
        }
        return new Authorship.Signed(1 + random.nextInt(KEYS), Ed25519Signature.of(signature.array()));
    }

    private static UUID agent(int number) {
        return new UUID(0xa6e17L, number);
    }

    private static UUID uuid(SplittableRandom random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private long mix(long page) {
        return new SplittableRandom(seed ^ page * 0x9e3779b97f4a7c15L).nextLong();
    }

    private record Entry(@Nullable UUID command, EntityRef entity, UUID agent, Authorship authorship, int padding) {}
}
