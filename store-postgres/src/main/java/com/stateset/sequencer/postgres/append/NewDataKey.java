package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.seal.DataKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A row of {@code data_keys} that comes with an append. One that is there stays as it is.
 *
 * @param stream the stream's key
 */
record NewDataKey(long stream, DataKey key) {

    static List<NewDataKey> of(Map<StreamId, Set<DataKey>> keys, Map<StreamId, Long> streamKeys) {
        List<NewDataKey> rows = new ArrayList<>();
        keys.forEach((stream, ofStream) -> {
            long streamKey = Objects.requireNonNull(streamKeys.get(stream));
            ofStream.forEach(key -> rows.add(new NewDataKey(streamKey, key)));
        });
        return rows;
    }

    byte[] entity() {
        return key.name().entity().toByteArray();
    }

    byte[] id() {
        return HexFormat.of().parseHex(key.name().id());
    }

    byte[] wrapped() {
        return key.wrapped().envelope();
    }
}
