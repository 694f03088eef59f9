package com.stateset.sequencer.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * A connection that is kept for one request after the other, by a client that waits for each answer. As a server closes what is idle for half
 * a minute, the client takes a new one before that. Not thread-safe.
 */
final class KeptConnection implements AutoCloseable {

    private static final long LONGEST_IDLE = Duration.ofSeconds(25).toNanos();

    private final int port;
    private Socket socket;
    private InputStream in;
    private long used;

    KeptConnection(int port) throws IOException {
        this.port = port;
        connect();
    }

    private void connect() throws IOException {
        socket = new Socket();
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 60_000);
        in = new BufferedInputStream(socket.getInputStream());
        used = System.nanoTime();
    }

    int get(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\n");
        return answer();
    }

    int post(String path, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        send(
                "POST " + path + " HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                        + "\r\n",
                bytes);
        return answer();
    }

    /** Asks for an event stream, in one piece up to the end of the connection, and returns what comes of it. */
    InputStream listen(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nConnection: close\r\n");
        return in;
    }

    private void send(String head, byte... body) throws IOException {
        if (System.nanoTime() - used > LONGEST_IDLE) {
            close();
            connect();
        }
        byte[] first = (head + "Host: localhost\r\nx-api-key: " + TestServer.KEY + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        socket.getOutputStream().write(all);
    }

    /** Reads an answer to its end, and returns its status. */
    private int answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        long length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            } else if (lower.equals("transfer-encoding: chunked")) {
                length = -1;
            }
        }
        used = System.nanoTime();
        if (length >= 0) {
            in.skipNBytes(length);
        } else {
            skipChunks();
        }
        return status;
    }

    private void skipChunks() throws IOException {
        int size = Integer.parseInt(line(), 16);
        while (size > 0) {
            in.skipNBytes(size);
            line();
            size = Integer.parseInt(line(), 16);
        }
        line();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        while (c != '\n') {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
            c = in.read();
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
