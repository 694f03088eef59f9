package com.stateset.sequencer.cli.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Passes connections on to a server of this machine, and counts the bytes in both directions, headers and all. One that reads along keeps
 * what the server sends, which it asks not to compress it.
 */
final class CountingProxy implements AutoCloseable {

    private static final String TAKES_GZIP = "Accept-Encoding: gzip";

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<StringWriter> sent = new CopyOnWriteArrayList<>();
    private final boolean isReading;
    private final int port;

    CountingProxy(int port) throws IOException {
        this(port, false);
    }

    private CountingProxy(int port, boolean isReading) throws IOException {
        this.port = port;
        this.isReading = isReading;
        daemon(this::accept);
    }

    static CountingProxy readingAlong(int port) throws IOException {
        return new CountingProxy(port, true);
    }

    String url() {
        return "http://localhost:" + socket.getLocalPort();
    }

    /** The bytes since the last call. */
    long taken() {
        return bytes.getAndSet(0);
    }

    /** The connections that were made. */
    int connections() {
        return connections.get();
    }

    /** What the server has sent, a character for each byte, connection by connection. */
    String sent() {
        return sent.stream().map(StringWriter::toString).collect(Collectors.joining("\n"));
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                connections.incrementAndGet();
                daemon(() -> pump(client, server, this::asked));
                StringWriter answers = new StringWriter();
                sent.add(answers);
                daemon(() -> pump(server, client, answer -> answered(answers, answer)));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private String asked(String request) {
        return isReading ? request.replace(TAKES_GZIP, TAKES_GZIP.replace('A', 'X')) : request;
    }

    private String answered(StringWriter answers, String answer) {
        if (isReading) {
            answers.write(answer);
        }
        return answer;
    }

    private void pump(Socket from, Socket to, UnaryOperator<String> passing) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[1 << 16];
            int read = in.read(buffer);
            while (read >= 0) {
                bytes.addAndGet(read);
                out.write(passing.apply(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))
                        .getBytes(StandardCharsets.ISO_8859_1));
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // One of the two has gone.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "counting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
