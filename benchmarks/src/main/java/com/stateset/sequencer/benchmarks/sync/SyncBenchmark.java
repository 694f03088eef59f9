package com.stateset.sequencer.benchmarks.sync;

import com.stateset.sequencer.benchmarks.process.ChildProcess;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.LocalEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a sync after a long time without a network. */
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Measures how long an agent takes to send what it has queued, and another one to pull it, with memory and bytes.")
public final class SyncBenchmark implements Callable<Integer> {

    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration SYNC = Duration.ofHours(1);
    private static final int BATCH = 1000;
    private static final double MEGA = 1e6;

    @Spec
    private CommandSpec spec;

    @Option(names = "--events", defaultValue = "20000", description = "How many signed events are queued.")
    private int events;

    @Option(
            names = "--link",
            defaultValue = "plain",
            converter = Link.Converter.class,
            description = "The line to the server: plain, or its speed and round trip, such as 1Mbit,200ms.")
    private Link link = Link.PLAIN;

    @Option(names = "--heap", defaultValue = "64m", description = "The largest heap of an agent's process.")
    private String heap = "64m";

    /** Made by picocli. */
    public SyncBenchmark() {}

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("sync-benchmark");
        try (ChildProcess server = ChildProcess.start(
                ServerProcess.class, "512m", List.of(folder.resolve("events.db").toString()))) {
            String port = server.await(START, line -> line.startsWith(ServerProcess.LISTENS))
                    .substring(ServerProcess.LISTENS.length());
            try (LinkProxy proxy = new LinkProxy(link, Integer.parseInt(port))) {
                measure(folder, proxy);
            }
        } finally {
            delete(folder);
        }
        return 0;
    }

    private void measure(Path folder, LinkProxy proxy) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        StreamId stream = new StreamId(UUID.randomUUID(), UUID.randomUUID());
        UUID author = UUID.randomUUID();
        fill(folder.resolve("author.db"), stream, author);
        out.printf(
                Locale.ROOT,
                "%,d signed events, link %s, agents with a heap of %s; JDK %s, %d processors%n%n",
                events,
                link,
                heap,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        out.printf(
                Locale.ROOT,
                "%-8s %10s %10s %10s %12s %12s %12s %10s%n",
                "agent",
                "status ms",
                "seconds",
                "events/s",
                "line's limit",
                "MB sent",
                "MB received",
                "peak MB");
        run("author", folder.resolve("author.db"), stream, author, proxy);
        run("reader", folder.resolve("reader.db"), stream, UUID.randomUUID(), proxy);
        out.flush();
    }

    private void run(String name, Path outbox, StreamId stream, UUID agent, LinkProxy proxy) throws IOException {
        long sent = proxy.sent();
        long received = proxy.received();
        AgentFigures figures;
        try (ChildProcess process = ChildProcess.start(
                AgentProcess.class,
                heap,
                List.of(
                        outbox.toString(),
                        "http://localhost:" + proxy.port(),
                        stream.tenantId().toString(),
                        stream.storeId().toString(),
                        agent.toString()))) {
            figures = AgentFigures.parse(process.await(SYNC, AgentFigures::isLine));
        }
        if (figures.accepted() != figures.queued() || figures.reached() != events) {
            throw new IllegalStateException("the sync is not complete: " + figures);
        }
        print(name, figures, proxy.sent() - sent, proxy.received() - received);
    }

    private void print(String name, AgentFigures figures, long sent, long received) {
        double seconds = figures.millis() / 1e3;
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%-8s %10.1f %10.1f %,10.0f %10.1f s %12.2f %12.2f %10.0f%n",
                name,
                figures.statusMicros() / 1e3,
                seconds,
                events / seconds,
                (link.nanos(sent) + link.nanos(received)) / 1e9,
                sent / MEGA,
                received / MEGA,
                figures.peakKilobytes() / 1024.0);
        out.flush();
    }

    /** Orders of a shop, some 330 bytes of JSON each, 1 in 3 about an order of before. */
    private void fill(Path file, StreamId stream, UUID agent) {
        try (SqliteOutbox outbox =
                SqliteOutbox.open(file, AgentProcess.profile(stream, agent), AgentProcess.signer(agent))) {
            for (int from = 0; from < events; from += BATCH) {
                List<NewEvent> drafts = new ArrayList<>(BATCH);
                for (int n = from; n < Math.min(events, from + BATCH); n++) {
                    drafts.add(order(n));
                }
                List<LocalEvent> ignored = outbox.append(drafts, BaseVersions.FROM_LOCAL);
            }
        }
    }

    private static NewEvent order(int n) {
        return NewEvent.builder()
                .entity("order", "ord-" + (n % 3 == 0 ? n / 2 : n))
                .eventType("order.placed")
                .payload("{\"order_id\":\"ord-" + n + "\",\"customer\":{\"id\":\"c-" + (n * 7919 % 90_000)
                        + "\",\"email\":\"c" + (n * 7919 % 90_000) + "@mail.example\",\"returning\":" + (n % 2 == 0)
                        + "},\"channel\":\"till\",\"lines\":[{\"sku\":\"SKU-" + (n * 104_729 % 90_000)
                        + "\",\"title\":\"Compact disc\",\"quantity\":" + (1 + n % 4) + ",\"unit_price\":"
                        + (500 + n % 9500)
                        + "}],\"currency\":\"USD\",\"total\":" + (1 + n % 4) * (500 + n % 9500)
                        + ",\"tax_rate\":0.08,\"ship_to\":{\"country\":\"US\",\"zip\":\"" + (10_000 + n % 90_000)
                        + "\"},\"placed_at\":\"2026-03-01T08:" + n % 60 / 10 + n % 10 + ":00Z\"}")
                .build();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
