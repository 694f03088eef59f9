package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PulledPage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five events are held already; the server has five more, and tampers with what it shows. */
class RewrittenHistoryTest {

    @TempDir
    private Path folder;

    private final ScriptedServer server = new ScriptedServer();
    private Till author;
    private Till reader;
    private List<UUID> held;

    @BeforeEach
    void pullTheFirstFive() {
        author = new Till(folder.resolve("author.db"), server);
        reader = new Till(folder.resolve("reader.db"), server);
        author.appendMany("a", 3);
        author.appendMany("b", 2);
        author.agent().push();
        reader.agent().pull();
        held = reader.replica();
        assertThat(held).hasSize(5);
        author.appendMany("a", 3);
        author.appendMany("b", 2);
        author.agent().push();
    }

    @AfterEach
    void closeTills() {
        author.close();
        reader.close();
    }

    @Test
    void an_honest_server_is_believed() {
        reader.agent().pull();
        assertThat(reader.replica()).hasSize(10);
    }

    @Test
    void a_backup_without_held_events_is_refused_before_a_push() {
        LocalEvent waiting = reader.append("c");
        server.restore(3);
        assertRefused(4, "the server's history ends at 3; it has shown or promised events up to 5");
        assertThat(reader.state(waiting)).isEqualTo(new LocalState.Pending(0));
        assertThat(server.log()).hasSize(3);
    }

    @Test
    void a_backup_without_promised_events_is_refused() {
        server.restore(8);
        assertThatThrownBy(() -> author.agent().pull())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessage(
                        "history mismatch at event 9: the server's history ends at 8; it has shown or promised events"
                                + " up to 10");
    }

    @Test
    void a_backup_that_others_went_on_from_is_refused() {
        server.restore(4);
        Till stranger = new Till(folder.resolve("stranger.db"), server);
        stranger.appendMany("b", 4);
        stranger.agent().push();
        stranger.close();
        assertRefused(5, "it is another event than the one held here");
        assertThatThrownBy(() -> author.agent().syncOnce())
                .isInstanceOf(HistoryMismatchException.class)
                .extracting(e -> ((HistoryMismatchException) e).sequenceNumber())
                .isEqualTo(9L);
    }

    @Test
    void a_promised_place_given_to_another_is_refused_by_the_author() {
        server.restore(9);
        Till stranger = new Till(folder.resolve("stranger.db"), server);
        stranger.appendMany("b", 4);
        stranger.agent().push();
        stranger.close();
        assertThatThrownBy(() -> author.agent().syncOnce())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageStartingWith("history mismatch at event 10: the server has promised this place to event ");
        assertThat(author.outbox().replica().pulledThrough()).isEqualTo(8);
    }

    @Test
    void dropped_and_reordered_events_are_refused() {
        lie(events -> events.remove(3));
        assertRefused(8, "the server shows event 9 in its place");
        lie(events -> Collections.swap(events, 2, 3));
        assertRefused(7, "the server shows event 8 in its place");
        lie(events -> events.remove(0));
        assertRefused(5, "the server shows event 6 in its place");
        lie(List::clear);
        assertRefused(5, "the server no longer shows it");
        lie(events -> events.removeIf(event -> event.sequenceNumber() > 5));
        assertRefused(6, "the server counts it but does not show it");
    }

    @Test
    void a_signed_new_order_is_refused_where_the_old_was_promised() {
        Event seventh = server.log().get(6).sequenced().event();
        Event eighth = server.log().get(7).sequenced().event();
        lie(events -> {
            replace(events, 7, old -> server.sequence(eighth, 7, 5));
            replace(events, 8, old -> server.sequence(seventh, 8, 6));
        });
        assertThatThrownBy(() -> author.agent().pull())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessage("history mismatch at event 7: the server has promised this place to event "
                        + seventh.eventId() + " of this agent");
    }

    @Test
    void an_entity_whose_versions_do_not_count_up_is_refused() {
        lie(events -> replace(events, 7, old -> server.sequence(old.sequenced().event(), 7, 9)));
        assertRefused(7, "it is version 5 of its entity, not 9");
    }

    @Test
    void an_event_that_stands_there_twice_is_refused() {
        lie(events -> events.set(3, server.sequence(events.get(2).sequenced().event(), 8, 6)));
        assertRefused(8, "its event_id stands in the history twice");
        lie(events ->
                events.set(1, server.sequence(server.log().get(0).sequenced().event(), 6, 4)));
        assertRefused(6, "its event_id stands in the history twice");
    }

    @Test
    void altered_content_is_refused() {
        lieAbout(7, event -> with(event, Payload.clear(CanonicalJson.parse("{\"amount\":1}")), event.authorship()));
        assertRefused(7, "its payload is not the one that was hashed");
        Ed25519Signature forged = Ed25519Signature.of(new byte[Ed25519Signature.LENGTH]);
        lieAbout(8, event -> with(event, event.payload(), new Authorship.Signed(1, forged)));
        assertRefused(8, "its agent_signature is wrong");
        lieAbout(
                9,
                event -> with(
                        event,
                        event.payload(),
                        new Authorship.Signed(2, event.authorship().signature())));
        assertRefused(9, "it is signed with key 2 of agent " + author.signer().agentId() + ", which is not in the");
    }

    @Test
    void an_erased_payload_is_no_altered_content() {
        lieAbout(7, event -> with(event, new Payload.Erased(), event.authorship()));
        reader.agent().pull();
        assertThat(reader.outbox().replica().read(7, 1).get(0).event().payload())
                .isEqualTo(new Payload.Erased());
    }

    @Test
    void bad_receipts_are_refused() {
        lie(events -> replace(events, 6, old -> new PulledEvent(old.sequenced(), Hash.ZERO, old.receiptSignature())));
        assertRefused(6, "its receipt_hash is not that of this event");
        lie(events -> replace(
                events,
                7,
                old -> new PulledEvent(
                        old.sequenced(), old.receiptHash(), events.get(0).receiptSignature())));
        assertRefused(7, "its receipt is not signed by the sequencer");
        lie(events -> replace(events, 8, old -> new PulledEvent(withKeyVersion(old, 0), old.receiptHash(), null)));
        assertRefused(8, "its receipt is not signed, although earlier ones are");
        lie(events -> replace(
                events, 8, old -> new PulledEvent(withKeyVersion(old, 3), old.receiptHash(), old.receiptSignature())));
        assertRefused(8, "its receipt is signed with key 3, which the sequencer does not show");
    }

    @Test
    void a_new_key_is_taken_over_but_another_sequencer_is_not() {
        server.rotateKey();
        author.append("a");
        author.agent().push();
        reader.agent().pull();
        assertThat(reader.outbox().replica().pulledThrough()).isEqualTo(11);
        server.loseKeys();
        assertThatThrownBy(() -> reader.agent().pull())
                .isInstanceOf(VerificationException.class)
                .hasMessageStartingWith("the server no longer shows key 1 of sequencer ");
        server.signsNothing();
        assertThatThrownBy(() -> reader.agent().push()).isInstanceOf(VerificationException.class);
    }

    @Test
    void a_forged_key_directory_is_refused() {
        reader.restart();
        Till newcomer = new Till(folder.resolve("newcomer.db"), server);
        newcomer.append("c");
        newcomer.agent().push();
        newcomer.close();
        KeyDirectory honest = server.keyDirectory(
                ScriptedServer.STREAM.tenantId(), author.signer().agentId());
        server.lieAboutKeys(directory -> new KeyDirectory(
                directory.tenantId(), directory.agentId(), directory.keys(), Hash.ZERO, directory.signature()));
        assertThatThrownBy(() -> reader.agent().pull())
                .isInstanceOf(VerificationException.class)
                .hasMessageEndingWith(" is not signed by the sequencer");
        server.lieAboutKeys(directory -> honest);
        assertThatThrownBy(() -> reader.agent().pull())
                .isInstanceOf(VerificationException.class)
                .hasMessageStartingWith("the key directory is not that of agent ");
    }

    private void assertRefused(long number, String problem) {
        reader.restart();
        assertThatThrownBy(() -> reader.agent().syncOnce())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageStartingWith("history mismatch at event " + number + ": " + problem)
                .extracting(e -> ((HistoryMismatchException) e).sequenceNumber())
                .isEqualTo(number);
        assertThat(reader.replica()).isEqualTo(held);
        assertThat(reader.outbox().status().lastError()).startsWith("history mismatch at event " + number);
    }

    private void lie(Consumer<List<PulledEvent>> tamper) {
        server.lie(page -> {
            List<PulledEvent> events = new ArrayList<>(page.events());
            tamper.accept(events);
            return new PulledPage(events, page.headSequence());
        });
    }

    private void lieAbout(long number, UnaryOperator<Event> tamper) {
        lie(events -> replace(
                events,
                number,
                old -> server.sequence(
                        tamper.apply(old.sequenced().event()),
                        number,
                        old.sequenced().entityVersion())));
    }

    private static void replace(List<PulledEvent> events, long number, UnaryOperator<PulledEvent> change) {
        events.replaceAll(event -> event.sequenceNumber() == number ? change.apply(event) : event);
    }

    private static SequencedEvent withKeyVersion(PulledEvent pulled, int version) {
        SequencedEvent old = pulled.sequenced();
        return new SequencedEvent(
                old.event(), old.sequenceNumber(), old.sequencedAt(), old.entityVersion(), old.leafHash(), version);
    }

    private static Event with(Event event, Payload payload, Authorship authorship) {
        return new Event(
                event.stream(),
                event.eventId(),
                event.commandId(),
                event.entity(),
                event.eventType(),
                event.createdAt(),
                event.sourceAgent(),
                event.baseVersion(),
                payload,
                event.payloadHashes(),
                authorship);
    }
}
