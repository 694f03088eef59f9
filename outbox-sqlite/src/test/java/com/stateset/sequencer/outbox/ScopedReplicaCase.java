package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.ScopedPage;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A till that follows one entity, an office that writes of several, and the server between them. */
abstract class ScopedReplicaCase {

    static final EventScope OF_A = EventScope.of(List.of(), List.of(new EntityRef("order", "a")), List.of());

    @TempDir
    Path directory;

    final ScriptedServer server = new ScriptedServer();
    ScriptedHistory history;
    Till office;
    Till till;

    @BeforeEach
    void open() {
        history = new ScriptedHistory(server, server.signingKey());
        server.history(history);
        office = new Till(directory.resolve("office.db"), server);
        till = new Till(directory.resolve("till.db"), server);
        till.outbox().follow(OF_A);
    }

    @AfterEach
    void close() {
        till.close();
        office.close();
    }

    /** Appends an event of each entity, and sends them. */
    List<LocalEvent> officeAppends(String... entities) {
        List<LocalEvent> events = new ArrayList<>();
        for (String entity : entities) {
            events.add(office.append(entity));
        }
        office.agent().push();
        return events;
    }

    /** Which events the till holds. */
    List<Long> numbers() {
        return till.outbox().replica().read(0, 1000).stream()
                .map(SequencedEvent::sequenceNumber)
                .toList();
    }

    static ScopedPage with(ScopedPage page, List<PulledEvent> events, List<SubtreeRoot> hidden) {
        return new ScopedPage(page.scope(), page.from(), page.through(), events, hidden, page.headSequence());
    }
}
