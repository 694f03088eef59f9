package com.stateset.sequencer.tck.projection;

import static com.stateset.sequencer.tck.StoreContract.newStream;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of projections share: a place for each test, and ways for a projection to fail. */
abstract class ProjectionCase {

    static final Duration LIMIT = ProjectionPlace.LIMIT;
    static final Duration LONG = Duration.ofHours(1);

    final StreamId stream = newStream();
    final StreamId other = newStream();
    private @Nullable ProjectionPlace place;

    /** The fixture of the store under test. */
    protected abstract ProjectionFixture fixture();

    ProjectionPlace place() {
        return Objects.requireNonNull(place);
    }

    @BeforeEach
    void makePlace() {
        place = new ProjectionPlace(fixture());
    }

    @AfterEach
    void closePlace() {
        place().close();
    }

    static Consumer<SequencedEvent> failing(Set<String> entities) {
        return event -> {
            if (entities.contains(event.event().entity().id())) {
                throw new IllegalStateException(event.event().entity().id() + " is broken");
            }
        };
    }

    static Consumer<SequencedEvent> failingAtNumbers(Set<Long> numbers) {
        return event -> {
            if (numbers.contains(event.sequenceNumber())) {
                throw new IllegalStateException("event " + event.sequenceNumber() + " is broken");
            }
        };
    }
}
