package com.stateset.sequencer.postgres.history;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.spi.HistoryStore.KeptCheckpoint;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tlog.NoteSignature;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TilePath;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is PostgreSQL's own about reading trees and keeping checkpoints. */
class StreamHistoriesTest extends OwnDatabase {

    private HistoryStore history;
    private StreamId stream;

    @BeforeEach
    void openAStore() {
        var store = open();
        history = store.history();
        stream = newStream();
        for (int i = 0; i < 3; i++) {
            append(store, event(stream).candidate());
        }
    }

    /** Hashes behind a gap do not move to another place. */
    @Test
    void a_tile_ends_where_a_row_is_missing() {
        byte[] whole = history.tiles(stream).read(TilePath.hashes(0, 0, 3));
        Samples.execute(
                dataSource(),
                "delete from sequencer.events where sequence_number = 2 and stream_id in " + HeadTrees.keyOf(stream));

        assertThat(whole).hasSize(96);
        assertThat(history.tiles(stream).read(TilePath.hashes(0, 0, 3)))
                .hasSize(32)
                .isEqualTo(Arrays.copyOf(whole, 32));
        assertThat(history.tiles(stream).read(TilePath.hashes(1, 0, 1))).isEmpty();
        assertThat(history.tiles(newStream()).read(TilePath.hashes(0, 0, 1))).isEmpty();
    }

    @Test
    void a_leaf_that_is_no_hash_is_damage() {
        Samples.execute(
                dataSource(),
                "update sequencer.events set leaf_hash = '' where stream_id in " + HeadTrees.keyOf(stream));

        assertThatThrownBy(() -> history.tiles(stream).read(TilePath.hashes(0, 0, 3)))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the store is damaged: a hash of tile/0/000.p/3 has 0 bytes");
        assertThatThrownBy(() -> history.tiles(stream).read(TilePath.entries(0, 3)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void of_checkpoints_kept_at_once_the_largest_stays() {
        HistoryStore other = open().history();
        List<Callable<Long>> writers = LongStream.rangeClosed(1, 12)
                .mapToObj(size -> (Callable<Long>) () -> {
                    (size % 2 == 0 ? history : other).keepCheckpoints(List.of(kept(size)));
                    return size;
                })
                .toList();

        Race.run(writers);

        assertThat(history.checkpoint(stream)).contains(note(12));
        history.replaceCheckpoint(kept(2));
        assertThat(other.checkpoint(stream)).contains(note(2));
    }

    @Test
    void a_checkpoint_that_is_no_note_is_damage() {
        history.keepCheckpoints(List.of(kept(3)));
        Samples.execute(dataSource(), "update sequencer.history_checkpoints set note = 'x'");

        assertThatThrownBy(() -> history.checkpoint(stream))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the store is damaged: the kept checkpoint of stream " + stream + " is no signed note");
    }

    private KeptCheckpoint kept(long size) {
        return new KeptCheckpoint(stream, size, note(size));
    }

    private static SignedNote note(long size) {
        return new SignedNote(
                "log of umlauts \u00fc\n" + size + "\n",
                List.of(NoteSignature.parse("\u2014 log AAAAAQ" + "A".repeat(86))));
    }
}
