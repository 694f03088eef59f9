package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What single promises do not show: the whole history under load, with answers lost, stores closed and processes killed at any
 * moment. Short by default; with {@code -Dsequencer.survival=true} many times as long.
 */
public abstract class HistoryOracleContract {

    private static final boolean LONG = Boolean.getBoolean("sequencer.survival");
    private static final int CALLS = LONG ? 2000 : 60;
    private static final int REOPENINGS = LONG ? 40 : 4;
    private static final int KILLS = LONG ? 40 : 2;
    private static final int FREEZES = LONG ? 40 : 2;
    private static final Duration FREEZE = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Returns the fixture of the store under test. */
    protected abstract StoreFixture fixture();

    @Test
    void many_threads_on_one_store() {
        try (HistoryRun run = new HistoryRun(fixture())) {
            EventStore store = run.open();
            run.tail(() -> store);
            run.write(4, CALLS, () -> store);
            run.awaitWriters();
            run.check();
        }
    }

    @Test
    void two_stores_at_one_place() {
        try (HistoryRun run = new HistoryRun(fixture())) {
            EventStore one = run.open();
            EventStore other = run.open();
            run.tail(() -> one);
            run.tail(() -> other);
            run.write(2, CALLS, () -> one);
            run.write(2, CALLS, () -> other);
            run.awaitWriters();
            run.check();
        }
    }

    @Test
    void keys_registered_and_revoked_beside_the_writers() {
        try (HistoryRun run = new HistoryRun(fixture())) {
            EventStore one = run.open();
            EventStore other = run.open();
            run.write(2, CALLS, () -> one);
            run.write(2, CALLS, () -> other);
            run.changeKeys(other);
            run.awaitWriters();
            run.check();
        }
    }

    @Test
    void a_store_closed_and_reopened_under_its_writers() {
        try (HistoryRun run = new HistoryRun(fixture())) {
            EventStore steady = run.open();
            ReopenableStore store = new ReopenableStore(run::open);
            run.tail(store);
            run.write(2, CALLS, store);
            run.write(1, CALLS, () -> steady);
            for (int i = 1; i <= REOPENINGS; i++) {
                int answers = i * CALLS / REOPENINGS + run.random().nextInt(10);
                Retrying.await(answers + " answers", LIMIT, () -> run.history().answers() >= answers);
                if (i % 2 == 0) {
                    store.reopen();
                } else {
                    store.replace();
                }
            }
            run.awaitWriters();
            run.check();
        }
    }

    @Test
    void another_process_killed_again_and_again() {
        try (HistoryRun run = new HistoryRun(fixture())) {
            EventStore store = run.open();
            run.tail(() -> store);
            for (int round = 0; round < KILLS; round++) {
                try (RemoteWriter remote = run.writeRemotely(3, Integer.MAX_VALUE)) {
                    remote.awaitReady(LIMIT);
                    run.write(2, CALLS / KILLS, () -> store);
                    remote.awaitAnswers(10 + run.random().nextInt(60), LIMIT);
                    remote.jvm().kill();
                }
            }
            RemoteWriter last = run.writeRemotely(2, CALLS / 4);
            last.awaitDone(LIMIT);
            run.awaitWriters();
            run.check();
        }
    }

    /** What it knew when it froze is old when it thaws; if it froze with a lock in hand, the others wait or carry on without. */
    @Test
    void another_process_frozen_and_thawed_again_and_again() {
        try (HistoryRun run = new HistoryRun(fixture())) {
            EventStore store = run.open();
            run.tail(() -> store);
            try (RemoteWriter remote = run.writeRemotely(2, Integer.MAX_VALUE)) {
                remote.awaitReady(LIMIT);
                for (int round = 0; round < FREEZES; round++) {
                    run.write(2, CALLS / FREEZES, () -> store);
                    remote.awaitAnswers(remote.answers() + 1 + run.random().nextInt(40), LIMIT);
                    remote.jvm().stop();
                    int answers = run.history().answers() + 1 + run.random().nextInt(40);
                    Retrying.comesAbout(FREEZE, () -> run.history().answers() >= answers);
                    remote.jvm().resume();
                }
                remote.awaitAnswers(remote.answers() + 20, LIMIT);
                run.awaitWriters();
            }
            run.check();
        }
    }
}
