package com.stateset.sequencer.cli.serve;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for SIGTERM or SIGINT.
 *
 * <p>The JVM's own reaction ends the process with 143 or 130 whatever shutdown hooks do, and only halting would change that,
 * which leaves temporary files behind. So the signals are taken by a handler, and the program ends by returning. The API for it
 * is part of every JDK but not of the Java SE specification, and the compiler warns of it without remedy: hence the reflection.
 */
public final class Termination {

    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);
    private static final int KILLED_BY_USER = 130;

    private final CountDownLatch asked = new CountDownLatch(1);

    private Termination() {}

    /** Begins to listen for the signals. */
    public static Termination listen() {
        Termination termination = new Termination();
        termination.handle("TERM");
        termination.handle("INT");
        return termination;
    }

    /** Waits for one of them. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /** Waits for one of them, no longer than that, and returns whether it came. */
    public boolean await(Duration limit) throws InterruptedException {
        return asked.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A second signal does not wait for what the first one began. */
    private void signalled() {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(KILLED_BY_USER);
        }
        asked.countDown();
    }

    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        if (method.getName().equals("handle")) {
                            signalled();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.warn("SIG{} cannot be handled: it will end the server without draining", name, e);
        }
    }
}
