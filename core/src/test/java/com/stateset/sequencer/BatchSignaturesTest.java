package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.ingest.IngestReceipt;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
}
