package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.spi.AdmittedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchSignaturesTest {

    private static final List<String> VERDICTS = List.of("good", "INVALID_SIGNATURE", "AGENT_KEY_INVALID", "unsigned");

    /** One alone, so few that the caller verifies them, and so many that others help. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 400})
    void each_verdict_is_about_its_own_event(int events) {
        AgentSigner known = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
        AgentSigner stranger = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
        try (Sequencer sequencer = Sequencer.builder().store(new MemoryStore()).build()) {
            EventStream stream = sequencer.stream(Samples.stream());
            sequencer.agentKeys().register(known.agentKey(stream.id().tenantId()));
            List<NewEvent> batch = new ArrayList<>();
            for (NewEvent order : Samples.orders(events)) {
                batch.add(
                        switch (batch.size() % 4) {
                            case 0 -> known.sign(stream.id(), order);
                            case 1 -> known.sign(Samples.stream(), order);
                            case 2 -> stranger.sign(stream.id(), order);
                            default -> order;
                        });
            }
            IngestReceipt receipt = stream.ingest(batch);
            List<String> verdicts = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                boolean signed = batch.get(i).signature() != null;
                verdicts.add(
                        receipt.outcomes().get(i) instanceof Outcome.Rejected rejected
                                ? rejected.rejection().code()
                                : signed ? "good" : "unsigned");
            }
            for (int i = 0; i < events; i++) {
                assertThat(verdicts.get(i)).as("event " + i).isEqualToIgnoringCase(VERDICTS.get(i % 4));
            }
        }
    }

    @Test
    void one_who_verifies_alone_is_helped() {
        CountDownLatch two = new CountDownLatch(2);
        Rejection[] problems = signatures(8)
                .verify(
                        (key, hash, signature) -> {
                            two.countDown();
                            return isOver(two);
                        },
                        new AtomicInteger());
        assertThat(problems).containsOnlyNulls();
    }

    @Test
    void several_who_verify_keep_to_their_own_threads() {
        AtomicInteger callers = new AtomicInteger(1);
        Set<Thread> threads = Collections.newSetFromMap(new ConcurrentHashMap<>());
        BatchSignatures signatures = signatures(8);
        signatures.verify(
                (key, hash, signature) -> {
                    threads.add(Thread.currentThread());
                    return true;
                },
                callers);
        assertThat(threads).containsExactly(Thread.currentThread());
        assertThat(callers).hasValue(1);
    }

    private static BatchSignatures signatures(int events) {
        AgentSigner signer = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
        MemoryStore store = new MemoryStore();
        StreamId stream = Samples.stream();
        store.agentKeys().register(signer.agentKey(stream.tenantId()));
        List<NewEvent> sent = Samples.orders(events).stream()
                .map(order -> signer.sign(stream, order))
                .toList();
        List<AdmittedEvent> admitted = Samples.admission(events, 1000)
                .admit(IngestBatch.of(stream, sent), 0)
                .append()
                .events();
        BatchSignatures signatures = new BatchSignatures(stream.tenantId(), store.agentKeys(), events);
        for (int i = 0; i < events; i++) {
            signatures.add(i, admitted.get(i).event(), admitted.get(i).signingHash());
        }
        return signatures;
    }

    private static boolean isOver(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
