package com.stateset.sequencer.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The network between a store and its server, which loses a message on command: the next request before the server gets it, or
 * the next answer, which tells that the server is done, before the store gets it. Either way the connection is cut.
 * Thread-safe.
 */
public final class CuttableLine implements AutoCloseable {

    /** What gets lost. */
    public enum Loss {
        NEXT_REQUEST,
        NEXT_ANSWER
    }

    private record Cut(Loss loss, Runnable before) {}

    private final ServerSocket door;
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean blackHole;
    private final AtomicReference<Cut> armed = new AtomicReference<>();

    public CuttableLine(int serverPort) {
        this.serverPort = serverPort;
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Loses the next message of a kind, on whichever connection it comes. */
    public void lose(Loss loss) {
        lose(loss, () -> {});
    }

    /**
     * Loses the next message of a kind.
     *
     * @param before is run when the message has come, before the connection is cut
     */
    public void lose(Loss loss, Runnable before) {
        if (!armed.compareAndSet(null, new Cut(loss, before))) {
            throw new IllegalStateException("the last loss has not come about yet");
        }
    }

    /** Swallows everything from now on, of old connections and new ones, and tells neither side. */
    public void becomeABlackHole() {
        blackHole = true;
    }

    /** Whether what was to be lost is lost. */
    public boolean hasLost() {
        return armed.get() == null;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.add(client);
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                daemon(() -> pump(client, server, Loss.NEXT_REQUEST));
                daemon(() -> pump(server, client, Loss.NEXT_ANSWER));
            } catch (IOException e) {
                // Closed, or there is no server just now: the client finds out.
            }
        }
    }

    private void pump(Socket from, Socket to, Loss direction) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                Cut cut = armed.get();
                if (cut != null && cut.loss() == direction && armed.compareAndSet(cut, null)) {
                    cut.before().run();
                    return;
                }
                if (!blackHole) {
                    out.write(buffer, 0, length);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // One side is gone, so the other goes too.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "cuttable-line");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
