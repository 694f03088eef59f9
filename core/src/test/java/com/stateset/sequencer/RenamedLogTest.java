package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.tlog.LogCheckpoint;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The name of a sequencer's logs is changed between two starts. */
@Timeout(60)
class RenamedLogTest {

    private final MemoryStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private final StreamId stream = Samples.stream();
    private @Nullable Sequencer sequencer;

    @AfterEach
    void close() {
        if (sequencer != null) {
            sequencer.close();
        }
    }

    @Test
    void what_was_signed_under_the_earlier_name_is_signed_anew() {
        SignedCheckpoint earlier = startWith("one.example", 5);
        EventStream renamed = restart("two.example");
        SignedCheckpoint again = renamed.history().lastSigned().orElseThrow();
        assertThat(again.origin()).isEqualTo(renamed.history().origin()).startsWith("two.example/");
        assertThat(again.head()).isEqualTo(earlier.head());
        assertThat(renamed.history().checkpoint()).contains(again);

        SignedCheckpoint next = renamed.append(Samples.orders(2)).checkpoint().orElseThrow();
        assertThat(next.origin()).isEqualTo(again.origin());
        assertThat(next.head().size()).isEqualTo(7);
        running().close();
        assertThat(kept().text()).startsWith("two.example/");

        assertThat(restart("one.example")
                        .append(Samples.orders(1))
                        .checkpoint()
                        .orElseThrow()
                        .head()
                        .size())
                .isEqualTo(8);
    }

    @Test
    void the_earlier_one_binds_all_the_same() {
        startWith("one.example", 5);
        store.cut(stream, 3);
        EventStream renamed = restart("two.example");
        assertThatExceptionOfType(StreamStoppedException.class)
                .isThrownBy(() -> renamed.append(Samples.orders(1)))
                .withMessageContaining("its head is 3, but it has been at 5 before");
    }

    @Test
    void the_heads_log_goes_on_under_the_new_name() {
        startWith("one.example", 5);
        long entries = store.history().rightEdge().size();
        assertThat(entries).isEqualTo(1);
        EventStream renamed = restart("two.example");
        awaitHeads(1);
        SignedCheckpoint again = running().headsLog().checkpoint().orElseThrow();
        assertThat(again.origin()).isEqualTo("two.example/heads");
        renamed.append(Samples.orders(2));
        awaitHeads(2);
        running().ping();
        assertThat(store.history().checkpoint().orElseThrow().text()).startsWith("two.example/heads\n2\n");
    }

    @Test
    void one_by_another_key_or_of_another_stream_is_refused() {
        SignedCheckpoint earlier = startWith("one.example", 5);
        SigningKey thief = SigningKey.generate();
        store.history().putCheckpoint(stream, 5, signed(earlier.origin(), earlier.head(), thief));
        EventStream renamed = restart("two.example");
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> renamed.append(Samples.orders(1)));
        running().close();

        StreamId other = Samples.stream();
        String ofAnother = "one.example/" + VesHashes.stream(other).toHex();
        store.history().putCheckpoint(stream, 5, signed(ofAnother, earlier.head(), key));
        EventStream again = restart("two.example");
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> again.append(Samples.orders(1)));
    }

    private SignedCheckpoint startWith(String name, int events) {
        EventStream before = restart(name);
        SignedCheckpoint signed =
                before.append(Samples.orders(events)).checkpoint().orElseThrow();
        awaitHeads(1);
        running().close();
        assertThat(kept()).isEqualTo(signed.note());
        return signed;
    }

    private void awaitHeads(long size) {
        while (running().headsLog().checkpoint().isEmpty()
                || running().headsLog().checkpoint().get().head().size() < size) {
            Thread.onSpinWait();
        }
    }

    private EventStream restart(String name) {
        close();
        sequencer = Sequencer.builder()
                .store(store)
                .signingKey(key)
                .logName(name)
                .headsLogInterval(Duration.ofMillis(5))
                .build();
        return sequencer.stream(stream);
    }

    private Sequencer running() {
        return Objects.requireNonNull(sequencer);
    }

    private SignedNote kept() {
        return store.history().checkpoint(stream).orElseThrow();
    }

    private static SignedNote signed(String origin, TreeHead head, SigningKey by) {
        return SignedCheckpoint.sign(
                        new LogCheckpoint(origin, head),
                        VerifierKey.ofLog(origin, by.publicKey().toByteArray()),
                        message -> by.signText(message).toByteArray())
                .note();
    }
}
