package com.stateset.sequencer.benchmarks.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A connection that is kept, and calls that are bytes: one write, and as many reads as it takes. It knows answers with {@code
 * Content-Length} and in chunks, and nothing else; the JDK's client, which knows all of HTTP, takes as much of the processors as the server that is to be
 * measured. For one caller.
 */
public final class PlainConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int BUFFER = 64 << 10;
    private static final String LENGTH = "content-length:";
    private static final int IN_CHUNKS = -1;

    private final Socket socket;
    private final InputStream in;

    /** Connects to a port of this machine. */
    public PlainConnection(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    /**
     * Makes a {@code POST} of JSON.
     *
     * @param key the API key
     */
    public static byte[] post(String path, String key, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        return request.toByteArray();
    }

    /**
     * Makes a {@code GET}.
     *
     * @param key the API key
     */
    public static byte[] get(String path, String key) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + key + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Sends a request and returns the body of its answer.
     *
     * @throws IllegalStateException if the answer is not 200
     */
    public String call(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        String status = line();
        int length = IN_CHUNKS;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        byte[] body = length == IN_CHUNKS ? chunks() : in.readNBytes(length);
        String text = new String(body, StandardCharsets.US_ASCII);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IllegalStateException("answered with \"" + status + "\": " + text);
        }
        return text;
    }

    /** Each has its length before it, in hex; an empty one is the last. */
    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(BUFFER);
        int length = Integer.parseInt(line(), 16);
        while (length > 0) {
            body.write(in.readNBytes(length));
            line();
            length = Integer.parseInt(line(), 16);
        }
        line();
        return body.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server has closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
