package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.outbox.ScriptedServer.Fault;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.SyncListener;
import com.stateset.sequencer.sync.agent.SyncAgent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SyncLoopTest extends TwoTills {

    private static final Duration NEVER = Duration.ofDays(1);

    private final BlockingQueue<Long> pulled = new LinkedBlockingQueue<>();
    private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();

    @Test
    void local_events_and_the_servers_news_wake_it() throws InterruptedException {
        try (SyncAgent agent = agent(NEVER, Duration.ofMillis(1), Duration.ofMillis(2))) {
            agent.start();
            assertThat(nextPull()).isZero();
            till.append("a");
            awaitPull(1);
            other.append("b");
            other.agent().push();
            awaitPull(2);
        }
    }

    @Test
    void it_listens_to_the_server_only_while_it_follows_everything() throws InterruptedException {
        server.history(new ScriptedHistory(server, server.signingKey()));
        try (SyncAgent agent = agent(NEVER, Duration.ofMillis(1), Duration.ofMillis(2))) {
            agent.start();
            assertThat(nextPull()).isZero();
            assertThat(server.listeners()).isEqualTo(1);
            till.outbox().follow(EventScope.ofEntityTypes("shop"));
            // Woken by that alone.
            assertThat(nextPull()).isZero();
            till.append("a");
            awaitPull(1);
            assertThat(server.listeners()).isZero();
            till.outbox().follow(EventScope.ALL);
            till.append("b");
            awaitPull(2);
            assertThat(server.listeners()).isEqualTo(1);
        }
        assertThat(server.listeners()).isZero();
    }

    @Test
    void events_of_other_connections_to_the_file_wake_it() throws Exception {
        Path file = folder.resolve("till.db");
        try (SyncAgent agent = agent(NEVER, Duration.ofMillis(1), Duration.ofMillis(2));
                Connection application = DriverManager.getConnection("jdbc:sqlite:" + file);
                SqliteOutbox another = SqliteOutbox.open(file, till.outbox().profile(), till.signer())) {
            application.setAutoCommit(false);
            agent.start();
            assertThat(nextPull()).isZero();
            till.outbox().append(application, draft());
            application.commit();
            awaitPull(1);
            another.append(draft());
            awaitPull(2);
        }
    }

    @Test
    void it_looks_by_itself_after_a_while() throws InterruptedException {
        try (SyncAgent agent = agent(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(2))) {
            agent.start();
            for (int i = 0; i < 5; i++) {
                nextPull();
            }
        }
    }

    @Test
    void it_need_not_look_while_the_servers_news_are_heard() throws InterruptedException {
        server.tellsOfGrowth();
        try (SyncAgent agent = agent(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(2))) {
            agent.start();
            assertThat(nextPull()).isZero();
            assertThat(pulled.poll(300, TimeUnit.MILLISECONDS)).isNull();
            other.append("b");
            other.agent().push();
            awaitPull(1);
        }
    }

    @Test
    void pauses_grow_while_it_fails_and_honour_the_servers_wish() throws InterruptedException {
        server.next(Fault.NO_CONNECTION, Fault.ANSWER_LOST, Fault.REQUEST_LOST, Fault.OVERLOADED, Fault.THROTTLED);
        till.append("a");
        try (SyncAgent agent = agent(NEVER, Duration.ofMillis(8), Duration.ofMillis(32))) {
            agent.start();
            List<Duration> seen = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                seen.add(nextPause());
            }
            assertThat(seen.get(0)).isBetween(Duration.ofMillis(4), Duration.ofMillis(8));
            assertThat(seen.get(1)).isBetween(Duration.ofMillis(8), Duration.ofMillis(16));
            assertThat(seen.get(2)).isBetween(Duration.ofMillis(16), Duration.ofMillis(32));
            assertThat(seen.get(3)).isBetween(Duration.ofMillis(16), Duration.ofMillis(32));
            // A wish of seven seconds; closing does not wait for their end.
            assertThat(seen.get(4)).isEqualTo(Duration.ofSeconds(7));
        }
    }

    @Test
    void it_goes_on_after_a_failure() throws InterruptedException {
        server.next(Fault.NO_CONNECTION);
        till.append("a");
        try (SyncAgent agent = agent(NEVER, Duration.ofMillis(1), Duration.ofMillis(2))) {
            agent.start();
            awaitPull(1);
        }
    }

    @Test
    void it_starts_once() {
        SyncAgent agent = agent(NEVER, Duration.ofMillis(1), Duration.ofMillis(2));
        agent.start();
        assertThatThrownBy(agent::start).isInstanceOf(IllegalStateException.class);
        agent.close();
        agent.close();
        assertThatThrownBy(agent::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a sync agent starts once");
    }

    private SyncAgent agent(Duration interval, Duration first, Duration longest) {
        return SyncAgent.builder(till.outbox(), server)
                .interval(interval)
                .backoff(first, longest)
                .listener(new SyncListener() {
                    @Override
                    public void pulled(long through, long head) {
                        pulled.add(through);
                    }

                    @Override
                    public void failed(RuntimeException failure, Duration pause) {
                        pauses.add(pause);
                    }
                })
                .build();
    }

    private static NewEvent draft() {
        return NewEvent.builder()
                .entity("order", "a")
                .eventType("order.changed")
                .payload("{}")
                .build();
    }

    private void awaitPull(long through) throws InterruptedException {
        while (nextPull() < through) {
            // Not there yet.
        }
    }

    private long nextPull() throws InterruptedException {
        return take(pulled);
    }

    private Duration nextPause() throws InterruptedException {
        return take(pauses);
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(30, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }
}
