package com.stateset.sequencer.server.http;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes in the store when keys are used: about once a minute for each, on a thread of its own, so that no call waits for it. A note that
 * cannot be made, because the store is away or there are too many, is left out: the key's next use makes another. Thread-safe.
 */
final class KeyUses implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int MAX_WAITING = 1000;
    private static final int MAX_REMEMBERED = 10_000;

    private final ApiKeyStore store;
    private final Map<Hash, Instant> noted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Instant> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };
    private final ThreadPoolExecutor thread;

    KeyUses(ApiKeyStore store) {
        this.store = store;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                INTERVAL.toSeconds(),
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                KeyUses::daemon,
                new ThreadPoolExecutor.DiscardPolicy());
        thread.allowCoreThreadTimeOut(true);
    }

    void note(ApiKey key, Instant now) {
        if (isDue(key, now)) {
            thread.execute(() -> write(key.hash(), now));
        }
    }

    private boolean isDue(ApiKey key, Instant now) {
        Instant before = now.minus(INTERVAL);
        Instant stored = key.lastUsedAt();
        if (stored != null && stored.isAfter(before)) {
            return false;
        }
        synchronized (noted) {
            Instant last = noted.get(key.hash());
            if (last != null && last.isAfter(before)) {
                return false;
            }
            noted.put(key.hash(), now);
            return true;
        }
    }

    private void write(Hash key, Instant now) {
        try {
            store.used(key, now);
        } catch (RuntimeException e) {
            LOG.debug("The use of an API key could not be noted", e);
        }
    }

    /** Gives up what is not noted within a second. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "key-uses");
        thread.setDaemon(true);
        return thread;
    }
}
