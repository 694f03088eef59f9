package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.observe.GroupAppended;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.tck.process.ChildJvm;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/**
 * The main class of another process that relays until it is killed. It prints each group that the log has taken, before the relay
 * can have noted it.
 */
public final class ARelayingJvm {

    private ARelayingJvm() {}

    /** Runs with the place. */
    public static void main(String[] arguments) {
        ChildJvm.exitWithParent();
        TestPlace place = new TestPlace(arguments[0]);
        try (HikariDataSource database = place.openDatabase(3);
                Sequencer sequencer = Sequencer.builder()
                        .store(place.openLog())
                        .observer(new Speaking())
                        .build();
                OutboxRelay relay = OutboxRelay.builder(database, sequencer)
                        .maxBatch(20, 1 << 20)
                        .pollInterval(Duration.ofMillis(5))
                        .start()) {
            System.out.println("READY");
            relay.completion().toCompletableFuture().join();
        }
    }

    private static final class Speaking implements SequencerObserver {

        @Override
        public void groupAppended(GroupAppended group) {
            System.out.println("APPENDED");
            System.out.flush();
        }
    }
}
