package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** All streams that have events are listed, page by page, in the order of {@link StreamId}. */
public abstract class StreamListContract extends StoreContract {

    @Test
    void an_empty_place_has_no_streams() {
        atNewPlace((one, other) -> {
            one.append(List.of(batch(event(newStream()).baseVersion(1L).candidate())));
            one.agentKeys().keys(UUID.randomUUID(), UUID.randomUUID());
            assertThat(one.streams(null, 10)).isEmpty();
        });
    }

    @Test
    void streams_are_listed_page_by_page_in_their_order() {
        atNewPlace((one, other) -> {
            List<StreamId> streams = new ArrayList<>();
            for (UUID tenant : extremes()) {
                for (UUID store : extremes()) {
                    streams.add(new StreamId(tenant, store));
                }
            }
            streams.forEach(stream -> one.append(
                    List.of(batch(event(stream).candidate(), event(stream).candidate()))));
            streams.sort(null);
            assertThat(one.streams(null, 1000)).isEqualTo(streams);
            for (int limit : new int[] {1, 2, 7, streams.size(), streams.size() + 1}) {
                assertThat(pages(other, limit)).isEqualTo(streams);
            }
            assertThat(other.streams(streams.get(3), 2)).isEqualTo(streams.subList(4, 6));
            assertThat(other.streams(streams.get(streams.size() - 1), 2)).isEmpty();
        });
    }

    @Test
    void a_page_begins_behind_a_stream_that_need_not_be_there() {
        StreamId stream = newStream();
        append(event(stream).candidate());
        UUID tenant = stream.tenantId();
        assertThat(store().streams(new StreamId(tenant, new UUID(0, 0)), 1)).containsExactly(stream);
        assertThat(store().streams(new StreamId(tenant, new UUID(-1, -1)), 1)).doesNotContain(stream);
    }

    /** Ids of which the first bits differ, so that comparing them as signed numbers shows. */
    private static List<UUID> extremes() {
        return List.of(
                new UUID(0, 0),
                new UUID(0, -1),
                new UUID(1, 1),
                new UUID(Long.MAX_VALUE, Long.MIN_VALUE),
                new UUID(Long.MIN_VALUE, Long.MAX_VALUE),
                new UUID(-1, -1));
    }

    private static List<StreamId> pages(EventStore store, int limit) {
        List<StreamId> streams = new ArrayList<>();
        @Nullable StreamId after = null;
        while (true) {
            List<StreamId> page = store.streams(after, limit);
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            if (page.isEmpty()) {
                return streams;
            }
            streams.addAll(page);
            after = page.get(page.size() - 1);
        }
    }
}
