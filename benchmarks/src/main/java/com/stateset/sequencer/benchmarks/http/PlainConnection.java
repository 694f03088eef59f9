package com.stateset.sequencer.benchmarks.http;

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
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;

    /** Connects to a port of this machine. */
    public PlainConnection(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = socket.getInputStream();
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
        String text = length == IN_CHUNKS ? chunks() : text(length);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IllegalStateException("answered with \"" + status + "\": " + text);
        }
        return text;
    }

    /** Each has its length before it, in hex; an empty one is the last. */
    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        int length = Integer.parseInt(line(), 16);
        while (length > 0) {
            body.append(text(length));
            line();
            length = Integer.parseInt(line(), 16);
        }
        line();
        return body.toString();
    }

    /** Nearly all answers are in the buffer as a whole by then. */
    private String text(int length) throws IOException {
        int known = Math.min(length, end - at);
        String first = new String(buffer, at, known, StandardCharsets.ISO_8859_1);
        at += known;
        return known == length ? first : first + new String(in.readNBytes(length - known), StandardCharsets.ISO_8859_1);
    }

    /** Returns a line without its end, CR LF. */
    private String line() throws IOException {
        int length = 0;
        while (true) {
            if (at + length == end) {
                fill();
            }
            if (buffer[at + length] == '\n') {
                break;
            }
            length++;
        }
        String line = new String(buffer, at, length - 1, StandardCharsets.ISO_8859_1);
        at += length + 1;
        return line;
    }

    /** Reads more behind what is not taken yet, which moves to the beginning of the buffer. */
    private void fill() throws IOException {
        end -= at;
        System.arraycopy(buffer, at, buffer, 0, end);
        at = 0;
        int count = in.read(buffer, end, buffer.length - end);
        if (count <= 0) {
            throw new EOFException("the server has closed the connection");
        }
        end += count;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
