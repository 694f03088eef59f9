package com.stateset.sequencer.benchmarks.sync;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between an agent and its server and is a {@link Link}: both directions have its speed, shared by all connections, and half of its
 * round trip; a connection is there one round trip after it was asked for. Counts what crosses it: bodies, headers, all of HTTP, and
 * nothing of TCP.
 *
 * <p>A chunk has the time at which its last byte arrives; one thread of each direction and connection reads and gives the times, another
 * waits for them and writes. Thread-safe.
 */
final class LinkProxy implements AutoCloseable {

    private static final int CHUNK = 4096;
    private static final int IN_FLIGHT = 64;

    private final Link link;
    private final int serverPort;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "link");
        thread.setDaemon(true);
        return thread;
    });
    private final Direction up;
    private final Direction down;

    LinkProxy(Link link, int serverPort) throws IOException {
        this.link = link;
        this.serverPort = serverPort;
        this.up = new Direction(link);
        this.down = new Direction(link);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many bytes went from agents to the server so far. */
    long sent() {
        return up.bytes.get();
    }

    /** How many bytes came from the server so far. */
    long received() {
        return down.bytes.get();
    }

    private void accept() {
        try {
            while (true) {
                connect(listener.accept());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    /** An agent whose server cannot be reached sees its connection end, and others go on. */
    private void connect(Socket agent) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            agent.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            long open = System.nanoTime() + link.roundTrip().toNanos();
            up.carry(agent, server, open);
            down.carry(server, agent, open);
        } catch (IOException | RejectedExecutionException e) {
            agent.close();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    /** Bytes, and when they arrive; no bytes are the end. */
    private static final class Chunk {

        private final byte[] bytes;
        private final long arrival;

        Chunk(byte[] bytes, long arrival) {
            this.bytes = bytes;
            this.arrival = arrival;
        }
    }

    private final class Direction {

        private final long delay;
        private final AtomicLong bytes = new AtomicLong();
        private long freeAt = System.nanoTime();

        Direction(Link link) {
            this.delay = link.roundTrip().toNanos() / 2;
        }

        void carry(Socket from, Socket to, long open) {
            BlockingQueue<Chunk> inFlight = new ArrayBlockingQueue<>(IN_FLIGHT);
            threads.execute(() -> read(from, inFlight, open));
            threads.execute(() -> write(inFlight, to));
        }

        private void read(Socket from, BlockingQueue<Chunk> inFlight, long open) {
            byte[] buffer = new byte[CHUNK];
            try {
                try {
                    InputStream in = from.getInputStream();
                    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                        bytes.addAndGet(count);
                        inFlight.put(new Chunk(Arrays.copyOf(buffer, count), Math.max(open, arrival(count))));
                    }
                } catch (IOException e) {
                    // One side is gone: the other is told.
                }
                inFlight.put(new Chunk(new byte[0], System.nanoTime() + delay));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized long arrival(int count) {
            freeAt = Math.max(freeAt, System.nanoTime()) + link.nanos(count);
            return freeAt + delay;
        }

        private void write(BlockingQueue<Chunk> inFlight, Socket to) {
            try (to) {
                OutputStream out = to.getOutputStream();
                for (Chunk next = inFlight.take(); next.bytes.length > 0; next = inFlight.take()) {
                    await(next.arrival);
                    out.write(next.bytes);
                }
            } catch (IOException e) {
                // Its reader ends, too.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void await(long moment) throws InterruptedException {
            for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }
}
