package com.stateset.sequencer.outbox;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.protocol.scope.HeldNumbers;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PulledPage;
import com.stateset.sequencer.sync.PushAnswer;
import com.stateset.sequencer.sync.PushOutcome;
import com.stateset.sequencer.sync.ScopedPage;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.sync.ShownHistory;
import com.stateset.sequencer.sync.Subscription;
import com.stateset.sequencer.sync.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A sequencer in memory, the naive way, that can be made to misbehave. Thread-safe. */
final class ScriptedServer implements Transport {

    static final StreamId STREAM = new StreamId(new UUID(1, 2), new UUID(3, 4));

    private static final UUID ID = new UUID(7, 7);
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private static final Set<Fault> STORING =
            Set.of(Fault.NONE, Fault.ANSWER_LOST, Fault.SENT_TWICE, Fault.FAILED_AFTER_STORING);

    private final TreeMap<Integer, SigningKey> signingKeys = new TreeMap<>(Map.of(1, SigningKey.generate()));
    private final Map<UUID, List<AgentKey>> agentKeys = new HashMap<>();
    private final List<PulledEvent> log = new ArrayList<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final Set<UUID> poison = new HashSet<>();
    private final Map<UUID, Fault> failing = new HashMap<>();
    private final List<List<Event>> batches = new ArrayList<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private UnaryOperator<PulledPage> lie = UnaryOperator.identity();
    final ScriptedScopes scopes = new ScriptedScopes();
    private UnaryOperator<KeyDirectory> directoryLie = UnaryOperator.identity();
    private boolean signs = true;
    private boolean knowsChains = true;
    private boolean knowsHeld = true;
    private boolean chained;
    private volatile boolean tellsOfGrowth;
    private @Nullable UUID onlyAs;
    /** Where it has seen installations. */
    final ScriptedDevices devices = new ScriptedDevices();

    private @Nullable ShownHistory history;

    /** What can happen to a call to push. */
    enum Fault {
        NONE,
        NO_CONNECTION,
        REQUEST_LOST,
        ANSWER_LOST,
        SENT_TWICE,
        THROTTLED,
        OVERLOADED,
        FORBIDDEN,
        FAILED,
        FAILED_AFTER_STORING
    }

    synchronized ScriptedServer register(AgentSigner agent) {
        agentKeys
                .computeIfAbsent(agent.agentId(), id -> new ArrayList<>())
                .add(new AgentKey(
                        STREAM.tenantId(),
                        agent.agentId(),
                        agent.keyId(),
                        agent.key().publicKey()));
        return this;
    }

    /** Lets its callers send as this agent alone. */
    synchronized void onlyAs(UUID agentId) {
        onlyAs = agentId;
    }

    /** What happens to the next calls to push, in this order; then all is well again. */
    synchronized void next(Fault... then) {
        faults.addAll(List.of(then));
    }

    synchronized void calm() {
        faults.clear();
    }

    /** Refuses every batch that holds this event, as a whole. */
    synchronized void refuse(UUID eventId) {
        poison.add(eventId);
    }

    /** Fails at every batch that holds this event. */
    synchronized void failAt(UUID eventId, Fault fault) {
        failing.put(eventId, fault);
    }

    synchronized void heal() {
        failing.clear();
    }

    synchronized void lie(UnaryOperator<PulledPage> value) {
        lie = value;
    }

    synchronized void lieAboutKeys(UnaryOperator<KeyDirectory> value) {
        directoryLie = value;
    }

    synchronized void rotateKey() {
        signingKeys.put(signingKeys.lastKey() + 1, SigningKey.generate());
    }

    synchronized void loseKeys() {
        signingKeys.clear();
        signingKeys.put(1, SigningKey.generate());
    }

    synchronized void signsNothing() {
        signs = false;
    }

    /** The key that signs now. */
    synchronized SigningKey signingKey() {
        return signingKeys.lastEntry().getValue();
    }

    /** Shows a history tree from now on, to agents that are made from now on; null for none. */
    synchronized void history(@Nullable ShownHistory shown) {
        history = shown;
    }

    /** Makes the log's receipts anew, as the server signs now. */
    synchronized void resequence() {
        log.replaceAll(event -> sequence(
                event.sequenced().event(),
                event.sequenceNumber(),
                event.sequenced().entityVersion()));
    }

    /** Goes back to an earlier state, as a restored backup does. */
    synchronized void restore(int head) {
        log.subList(head, log.size()).clear();
    }

    synchronized List<PulledEvent> log() {
        return List.copyOf(log);
    }

    /** The batches that arrived. */
    synchronized List<List<Event>> batches() {
        return List.copyOf(batches);
    }

    /** Whether it takes chained batches. */
    synchronized void knowsChains(boolean value) {
        knowsChains = value;
    }

    @Override
    public synchronized PushAnswer pushChained(UUID agentId, List<Event> events) {
        if (!knowsChains) {
            throw new TransportException.Refused(404, "no such call");
        }
        chained = true;
        try {
            return push(agentId, events);
        } finally {
            chained = false;
        }
    }

    @Override
    public synchronized PushAnswer push(UUID agentId, List<Event> events) {
        if (onlyAs != null && !onlyAs.equals(agentId)) {
            throw new TransportException.Refused(403, "only as agent " + onlyAs);
        }
        Fault next = Optional.ofNullable(faults.poll()).orElse(Fault.NONE);
        Fault fault = STORING.contains(next) ? failure(events).orElse(next) : next;
        switch (fault) {
            case NO_CONNECTION -> throw new TransportException.Unreachable("no connection", false, null);
            case REQUEST_LOST -> throw new TransportException.Unreachable("the request was lost", true, null);
            case THROTTLED -> throw new TransportException.Throttled("too fast", Duration.ofSeconds(7), false);
            case OVERLOADED -> throw new TransportException.Throttled("busy", Duration.ZERO, true);
            case FORBIDDEN -> throw new TransportException.Refused(403, "not you");
            default -> batches.add(events);
        }
        if (fault == Fault.FAILED) {
            throw new TransportException.Failed(500, "something broke");
        }
        if (events.stream().anyMatch(event -> poison.contains(event.eventId()))) {
            throw new TransportException.Refused(400, "one of these cannot be read");
        }
        PushAnswer answer = append(events);
        if (fault == Fault.FAILED_AFTER_STORING) {
            throw new TransportException.Failed(500, "something broke in the end");
        }
        if (fault == Fault.ANSWER_LOST) {
            throw new TransportException.Unreachable("the answer was lost", true, null);
        }
        return fault == Fault.SENT_TWICE ? append(events) : answer;
    }

    @Override
    public synchronized Optional<DeviceReport> sighted(DeviceSighting sighting) {
        return Optional.of(devices.sighted(sighting));
    }

    @Override
    public synchronized PulledPage pull(StreamId stream, long from, int limit) {
        return pull(stream, from, limit, HeldNumbers.NONE);
    }

    /** Whether it leaves out what the caller holds. */
    synchronized void knowsHeld(boolean value) {
        knowsHeld = value;
    }

    @Override
    public synchronized PulledPage pull(StreamId stream, long from, int limit, HeldNumbers held) {
        int start = (int) Math.min(from - 1, log.size());
        int end = Math.min(start + limit, log.size());
        List<PulledEvent> events = log.subList(start, end).stream()
                .filter(event -> !knowsHeld || !held.contains(event.sequenceNumber()))
                .toList();
        return lie.apply(new PulledPage(events, log.size()));
    }

    @Override
    public synchronized ScopedPage pullScoped(
            StreamId stream, EventScope scope, UUID agentId, long from, long to, int limit) {
        return scopes.page(log, event -> scope.follows(event, agentId), scope, from, to, limit);
    }

    @Override
    public synchronized SequencerPin sequencer() {
        TreeMap<Integer, Ed25519PublicKey> keys = new TreeMap<>();
        if (signs) {
            signingKeys.forEach((version, key) -> keys.put(version, key.publicKey()));
        }
        return new SequencerPin(ID, keys);
    }

    @Override
    public synchronized KeyDirectory keyDirectory(UUID tenantId, UUID agentId) {
        Hash hash = VesHashes.plain(agentId.toString().getBytes(StandardCharsets.UTF_8));
        return directoryLie.apply(new KeyDirectory(
                tenantId,
                agentId,
                agentKeys.getOrDefault(agentId, List.of()),
                hash,
                signingKeys.lastEntry().getValue().sign(hash)));
    }

    @Override
    public synchronized Optional<ShownHistory> history(StreamId stream) {
        return Optional.ofNullable(history);
    }

    /** How many listen to the log's growth. */
    synchronized int listeners() {
        return listeners.size();
    }

    @Override
    public synchronized Subscription onGrowth(StreamId stream, Runnable listener) {
        listeners.add(listener);
        return new Subscription() {
            @Override
            public boolean isConnected() {
                return tellsOfGrowth;
            }

            @Override
            public void close() {
                listeners.remove(listener);
            }
        };
    }

    /** Whether it says that its listeners hear of all. */
    synchronized void tellsOfGrowth() {
        tellsOfGrowth = true;
    }

    @Override
    public void close() {}

    /** Who is not stored keeps the others of the batch from being stored. */
    private Optional<Fault> failure(List<Event> events) {
        return events.stream()
                .map(Event::eventId)
                .filter(failing::containsKey)
                .map(failing::get)
                .min(Comparator.naturalOrder());
    }

    private PushAnswer append(List<Event> events) {
        List<PushOutcome> outcomes = new ArrayList<>();
        Map<EntityRef, UUID> broken = new HashMap<>();
        for (Event event : events) {
            UUID before = chained ? broken.get(event.entity()) : null;
            PushOutcome outcome = before == null || isStored(event)
                    ? append(event)
                    : rejected(event, "predecessor_rejected: " + before);
            if (outcome instanceof PushOutcome.Rejected) {
                broken.putIfAbsent(event.entity(), event.eventId());
            }
            outcomes.add(outcome);
        }
        listeners.forEach(Runnable::run);
        return new PushAnswer(outcomes, log.size());
    }

    private boolean isStored(Event event) {
        return log.stream()
                .anyMatch(known -> known.sequenced().event().eventId().equals(event.eventId()));
    }

    private PushOutcome append(Event event) {
        for (PulledEvent known : log) {
            if (known.sequenced().event().eventId().equals(event.eventId())) {
                return known.sequenced().event().equals(event) ? stored(known) : rejected(event, "duplicate_event_id");
            }
        }
        long version = version(event.entity());
        Long base = event.baseVersion();
        if (base != null && base != version) {
            return rejected(event, "version_conflict: expected " + base + ", actual " + version);
        }
        if (event.eventType().equals("order.bad")) {
            return rejected(event, "schema_validation: bad");
        }
        PulledEvent sequenced = sequence(event, log.size() + 1, version + 1);
        log.add(sequenced);
        return stored(sequenced);
    }

    /** An event in a place of this server's choosing, with everything about it in order. */
    synchronized PulledEvent sequence(Event event, long number, long entityVersion) {
        Hash signing = VesHashes.signing(event);
        Hash leaf = VesHashes.leaf(STREAM, number, signing, event.authorship().signature());
        Hash receipt = VesHashes.receipt(STREAM, event.eventId(), number, signing);
        int version = signs ? signingKeys.lastKey() : 0;
        return new PulledEvent(
                new SequencedEvent(event, number, NOON.plusSeconds(number), entityVersion, leaf, version),
                receipt,
                signs ? signingKeys.lastEntry().getValue().sign(receipt) : null);
    }

    private long version(EntityRef entity) {
        return log.stream()
                .filter(known -> known.sequenced().event().entity().equals(entity))
                .count();
    }

    private static PushOutcome stored(PulledEvent event) {
        SequencedEvent sequenced = event.sequenced();
        UUID id = sequenced.event().eventId();
        Receipt receipt = new Receipt(
                ID,
                id,
                sequenced.sequenceNumber(),
                sequenced.sequencedAt(),
                event.receiptHash(),
                sequenced.sequencerKeyVersion(),
                event.receiptSignature());
        return new PushOutcome.Stored(id, sequenced.sequenceNumber(), receipt);
    }

    private static PushOutcome rejected(Event event, String reason) {
        return new PushOutcome.Rejected(event.eventId(), reason, reason);
    }
}
