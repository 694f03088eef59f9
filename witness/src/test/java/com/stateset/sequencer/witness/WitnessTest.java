package com.stateset.sequencer.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.tlog.Cosignature;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.witness.WitnessState.Seen;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WitnessTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final Logs.Memory state = new Logs.Memory();
    private final Witness witness = new Witness(
            Logs.WITNESS,
            message -> Logs.WITNESS_KEY.signText(message).toByteArray(),
            Logs.VERIFIER,
            List.of(Logs.VKEY),
            state,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void cosigns_the_first_checkpoint_it_sees() {
        SignedCheckpoint checkpoint = Logs.checkpoint(Logs.entries(5));

        WitnessAnswer answer = send(Logs.request(Logs.entries(5), 0));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(checkpoint
                        .plus(SignedNote.parseSignatures(answer.body()))
                        .cosignatures(List.of(Logs.WITNESS), Logs.VERIFIER))
                .containsExactly(new Cosignature(Logs.WITNESS, NOW));
        assertThat(state.latest(Logs.ORIGIN))
                .contains(new Seen(checkpoint.head(), checkpoint.note().toString()));
    }

    @Test
    void cosigns_what_extends_the_last_one() {
        send(Logs.request(Logs.entries(5), 0));

        assertThat(send(Logs.request(Logs.entries(9), 5)).status()).isEqualTo(200);
        assertThat(send(Logs.request(Logs.entries(9), 9)).status()).isEqualTo(200);
    }

    @Test
    void tells_the_size_to_begin_at() {
        send(Logs.request(Logs.entries(5), 0));

        WitnessAnswer answer = send(Logs.request(Logs.entries(9), 3));

        assertThat(answer).isEqualTo(new WitnessAnswer(409, "text/x.tlog.size", "5\n"));
        assertThat(send(Logs.request(Logs.entries(3), 0)).body()).isEqualTo("5\n");
    }

    @Test
    void refuses_another_history() {
        send(Logs.request(Logs.entries(5), 0));

        WitnessAnswer fork = send(Logs.request(Logs.entries(9, 2), 5));

        assertThat(fork.status()).isEqualTo(422);
        assertThat(send(Logs.request(Logs.entries(9), 5)).status()).isEqualTo(200);
    }

    @Test
    void refuses_another_root_of_the_same_size() {
        send(Logs.request(Logs.entries(5), 0));

        WitnessAnswer fork = send(Logs.request(Logs.entries(5, 2), 5));

        assertThat(fork.status()).isEqualTo(409);
        assertThat(fork.mediaType()).startsWith("text/plain");
    }

    @Test
    void refuses_a_log_it_does_not_know() {
        Witness of_none =
                new Witness(Logs.WITNESS, message -> message, Logs.VERIFIER, List.of(), state, Clock.systemUTC());

        assertThat(of_none.addCheckpoint(Logs.request(Logs.entries(5), 0).toByteArray())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void refuses_what_its_log_has_not_signed() {
        SignedCheckpoint forged = Logs.checkpoint(Logs.entries(5), SigningKey.generate());

        assertThat(send(new AddCheckpoint(0, List.of(), forged.note())).status())
                .isEqualTo(403);
        assertThat(state.latest(Logs.ORIGIN)).isEmpty();
    }

    @Test
    void refuses_what_is_not_a_request() {
        assertThat(witness.addCheckpoint(new byte[] {1, 2, 3}).status()).isEqualTo(400);
        assertThat(send(new AddCheckpoint(
                                6, List.of(), Logs.checkpoint(Logs.entries(5)).note()))
                        .status())
                .isEqualTo(400);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void cosigns_one_of_two_histories_at_once() throws Exception {
        for (int round = 0; round < 200; round++) {
            int size = 1 + 2 * round;
            assertThat(send(Logs.request(Logs.entries(size), size - 1)).status())
                    .isEqualTo(200);
            List<WitnessAnswer> answers = atOnce(
                    Logs.request(Logs.entries(size + 1), size), Logs.request(Logs.entries(size + 1, size), size));

            assertThat(answers).extracting(WitnessAnswer::status).containsOnlyOnce(200);
            if (answers.get(0).status() != 200) {
                return;
            }
        }
    }

    private List<WitnessAnswer> atOnce(AddCheckpoint... requests) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(requests.length);
        try {
            CyclicBarrier barrier = new CyclicBarrier(requests.length);
            List<Future<WitnessAnswer>> answers = new ArrayList<>();
            for (AddCheckpoint request : requests) {
                answers.add(threads.submit(() -> {
                    barrier.await(10, TimeUnit.SECONDS);
                    return send(request);
                }));
            }
            List<WitnessAnswer> got = new ArrayList<>();
            for (Future<WitnessAnswer> answer : answers) {
                got.add(answer.get(10, TimeUnit.SECONDS));
            }
            return got;
        } finally {
            threads.shutdownNow();
        }
    }

    private WitnessAnswer send(AddCheckpoint request) {
        return witness.addCheckpoint(request.toByteArray());
    }
}
