package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.spi.LeaseStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The leases of {@link JournalStore}. */
final class JournalLeases implements LeaseStore {

    private static final char KIND = 'l';

    private final Journal journal;
    private final Map<String, Lease> leases = new HashMap<>();

    private record Lease(UUID holder, Instant end) {}

    JournalLeases(Journal journal) {
        this.journal = journal;
        journal.onRecord(KIND, in -> leases.put(in.readUTF(), new Lease(Codec.readUuid(in), Codec.readInstant(in))));
    }

    @Override
    public boolean take(String name, UUID holder, Duration duration) {
        return journal.step(() -> {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            Lease lease = leases.get(name);
            if (lease != null && !lease.holder.equals(holder) && now.isBefore(lease.end)) {
                return false;
            }
            append(name, holder, now.plus(duration));
            return true;
        });
    }

    @Override
    public void release(String name, UUID holder) {
        journal.step(() -> {
            Lease lease = leases.get(name);
            if (lease != null && lease.holder.equals(holder)) {
                append(name, holder, Instant.EPOCH);
            }
            return true;
        });
    }

    private void append(String name, UUID holder, Instant end) throws IOException {
        journal.append(KIND, out -> {
            out.writeUTF(name);
            Codec.writeUuid(holder, out);
            Codec.writeInstant(end, out);
        });
    }
}
