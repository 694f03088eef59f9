package com.stateset.sequencer.tck.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.HistoryBasis;
import com.stateset.sequencer.sync.HistoryPin;
import com.stateset.sequencer.sync.HistoryTrust;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The tree over the replica moves with it, and what is pinned of the server's stays until another history is accepted. */
public abstract class OutboxHistoryContract extends OutboxCase {

    private final OutboxStranger stranger = new OutboxStranger();

    @Test
    void the_right_edge_moves_with_the_cursor() {
        assertThat(outbox().journal().rightEdge()).isEqualTo(CompactRange.EMPTY);
        List<Hash> leaves = new ArrayList<>();
        for (int number = 1; number <= 7; number++) {
            PulledEvent event = pulled(stranger.event("a"), number, number);
            leaves.add(event.sequenced().leafHash());
            outbox().journal().apply(List.of(event), 7);
            CompactRange edge = openAnother().journal().rightEdge();
            assertThat(edge).isEqualTo(CompactRange.EMPTY.appendEntries(leaves));
            assertThat(edge.size()).isEqualTo(outbox().journal().cursor().sequenceNumber());
        }
        List<SubtreeRoot> subtrees = IntStream.range(0, 7)
                .mapToObj(i -> SubtreeRoot.ofEntry(i, leaves.get(i)))
                .toList();
        assertThat(outbox().journal().subtrees(1, 100)).isEqualTo(subtrees);
        assertThat(outbox().journal().subtrees(3, 2)).isEqualTo(subtrees.subList(2, 4));
        assertThat(outbox().journal().subtrees(8, 2)).isEmpty();
    }

    @Test
    void a_page_that_comes_in_twice_or_not_at_all_moves_no_edge() {
        List<PulledEvent> page = List.of(pulled(stranger.event("a"), 1, 1), pulled(stranger.event("a"), 2, 2));
        outbox().journal().apply(page, 2);
        CompactRange edge = outbox().journal().rightEdge();
        outbox().journal().apply(page, 2);
        PulledEvent gap = pulled(stranger.event("a"), 4, 3);
        assertThatThrownBy(() -> outbox().journal().apply(List.of(gap), 4))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(outbox().journal().rightEdge()).isEqualTo(edge);
    }

    @Test
    void what_agreed_is_pinned_and_shows_in_the_status() {
        assertThat(outbox().journal().historyPin()).isEqualTo(HistoryPin.NONE);
        assertThat(outbox().status().history()).isEqualTo(new HistoryTrust(HistoryBasis.UNCHECKED, 0, null, false));
        outbox().journal().agreed(HistoryBasis.NOT_SHOWN, 0, null);
        assertThat(outbox().status().history().basis()).isEqualTo(HistoryBasis.NOT_SHOWN);
        Ed25519PublicKey key = SigningKey.generate().publicKey();
        HistoryPin pin = new HistoryPin(key, true, "a note\n");
        outbox().journal().agreed(HistoryBasis.SIGNED, 5, pin);
        assertThat(openAnother().journal().historyPin()).isEqualTo(pin);
        assertThat(outbox().status().history()).isEqualTo(new HistoryTrust(HistoryBasis.SIGNED, 5, key, true));
        HistoryPin other = new HistoryPin(SigningKey.generate().publicKey(), false, null);
        outbox().journal().pin(other);
        assertThat(outbox().journal().historyPin()).isEqualTo(other);
    }

    @Test
    void going_back_gives_up_what_came_later_and_sends_own_again() {
        List<LocalEvent> own = outbox().append(List.of(draft("a"), draft("b"), draft("c")), BaseVersions.AS_GIVEN);
        answer(outbox().journal().take(ALL), "1", "3", "4");
        List<PulledEvent> page = List.of(
                pulled(own.get(0).event(), 1, 1),
                pulled(stranger.event("a"), 2, 2),
                pulled(own.get(1).event(), 3, 1));
        outbox().journal().apply(page, 4);
        Ed25519PublicKey key = SigningKey.generate().publicKey();
        outbox().journal().agreed(HistoryBasis.SIGNED, 3, new HistoryPin(key, false, "a note\n"));

        outbox().journal().goBackTo(1);

        Hash leaf = page.get(0).sequenced().leafHash();
        assertThat(outbox().journal().cursor()).isEqualTo(new Cursor(1, leaf, 0));
        assertThat(outbox().journal().rightEdge()).isEqualTo(CompactRange.EMPTY.appendEntries(List.of(leaf)));
        assertThat(outbox().replica().read(0, 10)).containsExactly(page.get(0).sequenced());
        assertThat(outbox().replica().entityVersion(new EntityRef("order", "a")))
                .isEqualTo(1);
        assertThat(said(own)).containsExactly("accepted 1", "pending", "pending");
        assertThat(outbox().status().accepted()).isEqualTo(1);
        assertThat(outbox().journal().historyPin()).isEqualTo(new HistoryPin(key, false, null));
        assertThat(outbox().journal().take(ALL))
                .extracting(LocalEvent::eventId)
                .containsExactly(own.get(1).eventId(), own.get(2).eventId());
    }

    @Test
    void going_back_to_nothing_or_to_what_is_not_held() {
        outbox().journal().apply(List.of(pulled(stranger.event("a"), 1, 1)), 1);
        assertThatThrownBy(() -> outbox().journal().goBackTo(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the replica ends before event 2");
        outbox().journal().goBackTo(0);
        assertThat(outbox().journal().cursor()).isEqualTo(Cursor.START);
        assertThat(outbox().journal().rightEdge()).isEqualTo(CompactRange.EMPTY);
    }
}
