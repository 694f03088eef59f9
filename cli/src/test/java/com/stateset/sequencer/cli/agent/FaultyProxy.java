package com.stateset.sequencer.cli.agent;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Stands between an agent and its server, one call per connection, and does harm on request. */
final class FaultyProxy implements AutoCloseable {

    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    private final int serverPort;
    private final Supplier<Fault> faults;
    private final Runnable killer;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /**
     * Listens on a free port.
     *
     * @param faults what happens to the next call; asked on several threads
     * @param killer ends the process that calls
     */
    FaultyProxy(int serverPort, Supplier<Fault> faults, Runnable killer) throws IOException {
        this.serverPort = serverPort;
        this.faults = faults;
        this.killer = killer;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String url() {
        return "http://localhost:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = listener.accept();
                threads.execute(() -> serve(caller));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            byte[] request = request(new BufferedInputStream(caller.getInputStream()));
            if (request.length > 0) {
                answer(caller, request, faults.get());
            }
        } catch (IOException e) {
            // The caller is gone, or the server: then so is the connection.
        }
    }

    private void answer(Socket caller, byte[] request, Fault fault) throws IOException {
        switch (fault) {
            case REQUEST_LOST -> {}
            case ANSWER_LOST -> forward(request);
            case DUPLICATED -> {
                forward(request);
                send(caller, forward(request), 1);
            }
            case DELAYED -> {
                LockSupport.parkNanos(DELAY_NANOS);
                send(caller, forward(request), 1);
            }
            case CUT -> send(caller, forward(request), 2);
            case INTERNAL_ERROR -> send(caller, error("500 Internal Server Error"), 1);
            case UNAVAILABLE -> send(caller, error("503 Service Unavailable"), 1);
            case TOO_MANY_REQUESTS -> send(caller, error("429 Too Many Requests"), 1);
            case KILLED_BEFORE -> {
                killer.run();
                send(caller, forward(request), 1);
            }
            case KILLED_AFTER -> {
                byte[] answer = forward(request);
                killer.run();
                send(caller, answer, 1);
            }
            case NONE -> send(caller, forward(request), 1);
        }
    }

    private static void send(Socket caller, byte[] answer, int part) throws IOException {
        caller.getOutputStream().write(answer, 0, answer.length / part);
        caller.getOutputStream().flush();
    }

    private byte[] forward(byte[] request) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            server.getOutputStream().write(request);
            server.getOutputStream().flush();
            return server.getInputStream().readAllBytes();
        }
    }

    private static byte[] error(String status) {
        String body = "{\"error\":{\"code\":\"fault\",\"message\":\"made by the proxy\"}}";
        return ("HTTP/1.1 " + status + "\r\nRetry-After: 0\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads a whole request, and has it end its connection. */
    private static byte[] request(InputStream in) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        int length = 0;
        String line = line(in);
        if (line.isEmpty()) {
            return new byte[0];
        }
        while (!line.isEmpty()) {
            String name = line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT);
            if (name.equals("content-length")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
            if (!name.equals("connection") && !name.equals("upgrade") && !name.equals("http2-settings")) {
                request.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
            line = line(in);
        }
        request.writeBytes("Connection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(in.readNBytes(length));
        return request.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
