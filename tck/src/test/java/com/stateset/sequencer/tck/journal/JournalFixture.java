package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Places for {@link JournalStore}, correct or broken: files in the temporary directory. */
public class JournalFixture implements StoreFixture {

    private final Function<Path, ? extends EventStore> opener;

    public JournalFixture() {
        this(JournalStore::new);
    }

    public JournalFixture(Function<Path, ? extends EventStore> opener) {
        this.opener = opener;
    }

    @Override
    public String create() {
        try {
            return Files.createTempFile("sequencer-", ".journal").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public EventStore open(String place) {
        return opener.apply(Path.of(place));
    }

    @Override
    public void delete(String place) {
        try {
            Files.deleteIfExists(Path.of(place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
