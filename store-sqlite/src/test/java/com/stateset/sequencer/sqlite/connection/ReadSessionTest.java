package com.stateset.sequencer.sqlite.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** How sessions are lent and taken back by {@link PooledReaders}. */
class ReadSessionTest {

    private static final int READERS = 8;

    @TempDir
    private Path folder;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private PooledReaders readers;

    @BeforeEach
    void open() throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("some.db"));
        readers = new PooledReaders(source);
    }

    @AfterEach
    void close() throws SQLException {
        readers.close();
        executor.shutdownNow();
    }

    @Test
    void it_is_used_again_and_keeps_its_handle() throws SQLException {
        ReadSession first = readers.read(session -> session);
        ReadSession second = readers.read(session -> session);
        assertThat(second).isSameAs(first);
        assertThat(second.handle()).isSameAs(first.handle());
        assertThat(second.handle().getConnection()).isSameAs(first.connection());
    }

    @Test
    void one_whose_read_failed_is_closed() throws SQLException {
        List<Connection> failed = new ArrayList<>();
        assertThatThrownBy(() -> readers.read(session -> {
                    failed.add(session.connection());
                    return new Select<>("select nothing", row -> row.getInt(1)).on(session.connection());
                }))
                .isInstanceOf(SQLException.class);
        assertThat(failed)
                .singleElement()
                .satisfies(connection -> assertThat(connection.isClosed()).isTrue());
        assertThat(readers.<List<Integer>>read(
                        session -> new Select<>("select ? + 1", row -> row.getInt(1)).on(session.connection(), 1)))
                .containsExactly(2);
    }

    @Test
    void a_ninth_reader_waits_until_another_is_done() throws Exception {
        CountDownLatch reading = new CountDownLatch(READERS);
        CountDownLatch mayEnd = new CountDownLatch(1);
        List<Future<Boolean>> others = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            others.add(executor.submit(() -> readers.read(session -> {
                reading.countDown();
                return isOver(mayEnd);
            })));
        }
        assertThat(reading.await(1, TimeUnit.MINUTES)).isTrue();
        FutureTask<Long> left = new FutureTask<>(() -> readers.read(session -> mayEnd.getCount()));
        Thread ninth = new Thread(left, "ninth");
        ninth.start();
        assertThat(stateAtRest(ninth)).isEqualTo(Thread.State.TIMED_WAITING);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> readers.read(session -> true)).hasMessage("interrupted while others read");
        assertThat(Thread.interrupted()).isTrue();
        mayEnd.countDown();
        assertThat(left.get(1, TimeUnit.MINUTES)).isZero();
        for (Future<Boolean> other : others) {
            assertThat(other.get(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void none_is_open_or_lent_after_closing() throws SQLException {
        Connection connection = readers.read(ReadSession::connection);
        readers.close();
        assertThat(connection.isClosed()).isTrue();
        assertThatThrownBy(() -> readers.read(session -> true)).hasMessage("closed");
        readers.close();
    }

    /** Returns the state of a thread that waits, or has ended. */
    private static Thread.State stateAtRest(Thread thread) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        Thread.State state = thread.getState();
        while (state != Thread.State.TIMED_WAITING
                && state != Thread.State.TERMINATED
                && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
            state = thread.getState();
        }
        return state;
    }

    private static boolean isOver(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
