package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.protocol.history.EquivocationCheck;
import com.stateset.sequencer.protocol.history.EquivocationEvidence;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.HistoryBasis;
import com.stateset.sequencer.sync.HistoryTrust;
import com.stateset.sequencer.sync.PulledPage;
import com.stateset.sequencer.sync.ShownHead;
import com.stateset.sequencer.sync.SyncReport;
import com.stateset.sequencer.sync.agent.SyncAgent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten events are held already; the server shows a tree, and claims of it what it likes. */
class TrustedHistoryTest {

    @TempDir
    private Path folder;

    private final ScriptedServer server = new ScriptedServer();
    private final SigningKey key = server.signingKey();
    private final ScriptedHistory history = new ScriptedHistory(server, key);
    private final List<EquivocationEvidence> evidence = new ArrayList<>();
    private Till author;
    private Till reader;
    private SyncAgent agent;

    @BeforeEach
    void holdTen() {
        server.history(history);
        author = new Till(folder.resolve("author.db"), server);
        reader = new Till(folder.resolve("reader.db"), server);
        agent = SyncAgent.builder(reader.outbox(), server)
                .page(8)
                .evidence(evidence::add)
                .build();
        author.appendMany("a", 10);
        author.agent().push();
        agent.pull();
        assertTrust(HistoryBasis.SIGNED, 10, false);
    }

    @AfterEach
    void close() {
        agent.close();
        author.close();
        reader.close();
    }

    @Test
    void the_pinned_checkpoint_moves_with_the_replica() {
        author.appendMany("b", 30);
        author.agent().push();
        assertThat(agent.pull()).isEqualTo(new SyncReport(0, 0, 30));
        assertTrust(HistoryBasis.SIGNED, 40, false);
        assertThat(reader.outbox().journal().historyPin().checkpoint()).contains("\n40\n");
    }

    @Test
    void nothing_agrees_with_a_replica_that_has_begun_anew_meanwhile() {
        reader.outbox().follow(EventScope.ofEntityTypes("order"));
        agent.pull();
        assertTrust(HistoryBasis.SIGNED, 10, false);
        server.scopes.lie(page -> {
            reader.outbox().follow(EventScope.ofEntityTypes("shop"));
            return page;
        });

        agent.pull();

        assertTrust(HistoryBasis.UNCHECKED, 0, false);
    }

    @Test
    void another_root_is_refused_though_nothing_is_new() {
        history.alter(4);
        assertMismatch(4);
        assertThat(EquivocationCheck.check(evidence.get(0), List.of(key.publicKey())))
                .hasSize(3);
        assertTrust(HistoryBasis.SIGNED, 10, false);
    }

    @Test
    void another_beginning_of_a_larger_history_is_refused_and_proven() {
        history.alter(4);
        author.append("b");
        assertThatThrownBy(() -> author.agent().pull()).isInstanceOf(HistoryMismatchException.class);
        Till other = new Till(folder.resolve("other.db"), server);
        other.appendMany("b", 7);
        other.agent().push();
        other.close();
        assertMismatch(4);
        EquivocationEvidence found = evidence.get(0);
        assertThat(found.size()).isEqualTo(17);
        assertThat(found.consistency()).isNotNull();
        assertThat(EquivocationCheck.check(found, List.of())).hasSize(3);
        assertThat(EquivocationEvidence.parse(found.toJson())).isEqualTo(found);
    }

    @Test
    void a_head_beyond_all_that_is_shown_is_refused() {
        server.lie(page -> new PulledPage(page.events(), Long.MAX_VALUE));

        assertThatThrownBy(() -> agent.pull())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageStartingWith("history mismatch at event 11: the server counts it but does not show it");
    }

    @Test
    @Timeout(60)
    void a_head_that_falls_below_the_one_before_is_refused() {
        author.appendMany("b", 30);
        author.agent().push();
        AtomicInteger pages = new AtomicInteger();
        server.lie(page -> pages.getAndIncrement() == 0
                ? page
                : new PulledPage(
                        page.events().stream()
                                .filter(event -> event.sequenceNumber() <= 17)
                                .toList(),
                        17));

        assertThatThrownBy(() -> agent.pull())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageStartingWith("history mismatch at event 18: the server counts it but does not show it");
    }

    @Test
    void of_a_page_that_is_not_in_the_claimed_history_nothing_is_kept() {
        author.appendMany("b", 30);
        author.agent().push();
        history.alter(30);
        assertThatThrownBy(() -> agent.pull()).hasMessageStartingWith("history mismatch at event 30: ");
        assertThat(reader.outbox().replica().pulledThrough()).isEqualTo(24);
        assertTrust(HistoryBasis.SIGNED, 10, false);
    }

    @Test
    void what_does_not_fit_is_told_even_without_a_proof() {
        author.appendMany("b", 30);
        author.agent().push();
        server.lie(page -> {
            history.beforeProofs(() -> {
                throw new TransportException.Unreachable("no proof", false, null);
            });
            return new PulledPage(
                    page.events().stream()
                            .filter(event -> event.sequenceNumber() != 12)
                            .toList(),
                    page.headSequence());
        });

        assertThatThrownBy(() -> agent.pull())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageStartingWith("history mismatch at event 12: ");
    }

    @Test
    void an_older_checkpoint_is_behind_and_nothing_worse() {
        ShownHead old = history.head().orElseThrow();
        author.append("b");
        author.agent().push();
        agent.pull();
        history.answer(old);
        assertThatThrownBy(() -> agent.pull())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageContaining("history mismatch at event 11: the server's history ends at 10")
                .hasMessageEndingWith("an old answer, or a restored backup");
        assertThat(reader.outbox().replica().pulledThrough()).isEqualTo(11);
        assertThat(evidence).isEmpty();
        assertTrust(HistoryBasis.SIGNED, 11, false);
    }

    @Test
    void what_was_signed_stays_signed_and_by_the_same_key() {
        history.signWith(null);
        assertUntrusted("the server shows its history without a signature, although it has a key: " + key.publicKey());
        server.rotateKey();
        history.signWith(server.signingKey());
        assertUntrusted("the server's checkpoint is signed by key "
                + server.signingKey().publicKey() + ", not by key " + key.publicKey() + ", which this outbox trusts");
        history.signWith(SigningKey.generate());
        assertUntrusted("the server's checkpoint is not signed by any key that the sequencer shows, not by key ");
        history.signWith(key);
        history.rename("another.name");
        assertUntrusted("the server's checkpoint is of log another.name/");
        history.hide();
        assertUntrusted(
                "the server no longer shows a checkpoint of the stream's history; it has shown one of 10 events before");
    }

    @Test
    void another_key_is_trusted_when_told() {
        server.rotateKey();
        history.signWith(server.signingKey());
        agent.trustKey(server.signingKey().publicKey());
        agent.pull();
        assertThat(trust())
                .isEqualTo(new HistoryTrust(
                        HistoryBasis.SIGNED, 10, server.signingKey().publicKey(), true));
        history.signWith(key);
        assertUntrusted("the server's checkpoint is signed by key " + key.publicKey());
    }

    @Test
    void a_root_that_no_key_signs_is_compared_and_named_so() {
        Till plain = plainReader(history);
        history.signWith(null);
        plain.agent().pull();
        assertThat(plain.outbox().status().history())
                .isEqualTo(new HistoryTrust(HistoryBasis.UNSIGNED, 10, null, false));
        history.alter(7);
        assertThatThrownBy(() -> plain.agent().pull()).hasMessageStartingWith("history mismatch at event 7: ");
        plain.close();
    }

    @Test
    void a_server_without_a_tree_is_named_so() {
        Till plain = plainReader(null);
        plain.agent().pull();
        assertThat(plain.outbox().status().history())
                .isEqualTo(new HistoryTrust(HistoryBasis.NOT_SHOWN, 0, null, false));
        plain.close();
    }

    @Test
    void a_damaged_replica_is_not_blamed_on_the_server() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("reader.db"));
                Statement statement = other.createStatement()) {
            statement.executeUpdate(
                    "update sequencer_replica_events set leaf_hash = zeroblob(32) where sequence_number = 3");
        }
        agent.pull();
        history.alter(4);
        assertThatThrownBy(() -> agent.pull())
                .isInstanceOf(StoreFailedException.class)
                .hasMessageStartingWith("the outbox is damaged: ");
        assertThat(evidence).isEmpty();
    }

    @Test
    void an_accepted_history_is_gone_on_with() {
        history.alter(4);
        assertMismatch(4);
        assertThat(agent.acceptHistory()).isEqualTo(3);
        assertThat(reader.replica()).hasSize(3);
        assertThat(trust().basis()).isEqualTo(HistoryBasis.UNCHECKED);
        // The tree still lies about what the events are.
        assertThatThrownBy(() -> agent.pull()).hasMessageStartingWith("history mismatch at event 4: ");
        server.history(new ScriptedHistory(server, key));
        restarted().pull();
        assertTrust(HistoryBasis.SIGNED, 10, false);
    }

    /** A reader of a server that has no key. */
    private Till plainReader(@Nullable ScriptedHistory shown) {
        server.signsNothing();
        server.history(shown);
        server.resequence();
        return new Till(folder.resolve("plain.db"), server);
    }

    private SyncAgent restarted() {
        agent.close();
        agent = SyncAgent.builder(reader.outbox(), server)
                .page(8)
                .evidence(evidence::add)
                .build();
        return agent;
    }

    private void assertMismatch(long number) {
        List<?> held = reader.replica();
        assertThatThrownBy(() -> agent.syncOnce())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageStartingWith(
                        "history mismatch at event " + number + ": it is another event than the one held here");
        assertThat(reader.replica()).isEqualTo(held);
        assertThat(evidence).hasSize(1);
    }

    private void assertUntrusted(String message) {
        assertThatThrownBy(() -> agent.pull())
                .isInstanceOf(VerificationException.class)
                .hasMessageStartingWith(message);
        assertThat(evidence).isEmpty();
    }

    private void assertTrust(HistoryBasis basis, long size, boolean told) {
        assertThat(trust()).isEqualTo(new HistoryTrust(basis, size, key.publicKey(), told));
    }

    private HistoryTrust trust() {
        return reader.outbox().status().history();
    }
}
