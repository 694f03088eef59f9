package com.stateset.sequencer;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.spi.seal.DataKeyStore;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The data keys of a {@link MemoryStore}. */
public final class MemoryDataKeys implements DataKeyStore {

    private static final Comparator<DataKey.Name> ORDER =
            Comparator.comparing((DataKey.Name name) -> name.entity().toHex()).thenComparing(DataKey.Name::id);

    private final ConcurrentMap<StreamId, ConcurrentSkipListMap<DataKey.Name, DataKey>> keys =
            new ConcurrentHashMap<>();

    public void add(StreamId stream, Collection<DataKey> added) {
        added.forEach(key -> of(stream).putIfAbsent(key.name(), key));
    }

    public void destroy(StreamId stream, EntityRef entity) {
        of(stream).keySet().removeIf(name -> name.entity().equals(DataKey.Name.entity(entity)));
    }

    @Override
    public List<DataKey> find(StreamId stream, Collection<DataKey.Name> names) {
        return of(stream).values().stream()
                .filter(key -> names.contains(key.name()))
                .toList();
    }

    @Override
    public List<DataKey> page(StreamId stream, DataKey.@Nullable Name after, int limit) {
        return of(stream).values().stream()
                .filter(key -> after == null || ORDER.compare(key.name(), after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public int replace(StreamId stream, List<Rewrapped> replaced) {
        return (int) replaced.stream()
                .filter(each -> of(stream).replace(each.expected().name(), each.expected(), each.next()))
                .count();
    }

    private ConcurrentSkipListMap<DataKey.Name, DataKey> of(StreamId stream) {
        return keys.computeIfAbsent(stream, any -> new ConcurrentSkipListMap<>(ORDER));
    }
}
