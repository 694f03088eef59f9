package com.stateset.sequencer.tck.tree;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.security.Security;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the hashes of trees of RFC 9162 that some work takes: it is what the JVM calls SHA-256 meanwhile, and tells them from
 * all others by their form, {@code 0x00} and 32 bytes or {@code 0x01} and 64. Digests are kept by threads, so the work is done
 * on a thread that is new, and what other threads hash is not counted.
 */
final class TreeHashCounter {

    private static final String SHA_256 = "SHA-256";
    private static final int RECORD_LENGTH = 33;
    private static final int NODE_LENGTH = 65;

    private final AtomicLong count = new AtomicLong();
    private final FutureTask<?> task;
    private final Thread thread;

    private TreeHashCounter(Callable<?> work) {
        this.task = new FutureTask<>(work);
        this.thread = new Thread(task, "hash-counter");
    }

    /** Returns how many hashes of trees some work takes on its thread. */
    static long of(Callable<?> work) {
        TreeHashCounter counter = new TreeHashCounter(work);
        Provider provider = new CountingProvider(counter);
        Security.insertProviderAt(provider, 1);
        try {
            counter.run();
            return counter.count.get();
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    private void run() {
        thread.start();
        try {
            thread.join(60_000);
            if (!task.isDone()) {
                throw new AssertionError("the work takes more than a minute");
            }
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private void hashed(int first, int length) {
        boolean isOfTree = (first == 0 && length == RECORD_LENGTH) || (first == 1 && length == NODE_LENGTH);
        if (isOfTree && Thread.currentThread() == thread) {
            count.incrementAndGet();
        }
    }

    private static final class CountingProvider extends Provider {

        private static final long serialVersionUID = 1L;

        private CountingProvider(TreeHashCounter counter) {
            super("hash counter", "1", "counts hashes for a test");
            putService(new Service(this, "MessageDigest", SHA_256, CountingDigest.class.getName(), null, null) {
                @Override
                public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                    return new CountingDigest(counter);
                }
            });
        }
    }

    private static final class CountingDigest extends MessageDigestSpi {

        private final TreeHashCounter counter;
        private final MessageDigest digest;
        private int first;
        private int length;

        private CountingDigest(TreeHashCounter counter) throws NoSuchAlgorithmException {
            this.counter = counter;
            try {
                this.digest = MessageDigest.getInstance(SHA_256, "SUN");
            } catch (NoSuchProviderException e) {
                throw new NoSuchAlgorithmException(e);
            }
        }

        @Override
        protected int engineGetDigestLength() {
            return digest.getDigestLength();
        }

        @Override
        protected void engineUpdate(byte input) {
            noteFirst(input);
            length++;
            digest.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int count) {
            if (count > 0) {
                noteFirst(input[offset]);
                length += count;
                digest.update(input, offset, count);
            }
        }

        @Override
        protected byte[] engineDigest() {
            counter.hashed(first, length);
            byte[] hash = digest.digest();
            length = 0;
            return hash;
        }

        @Override
        protected int engineDigest(byte[] target, int offset, int available) throws DigestException {
            counter.hashed(first, length);
            length = 0;
            return digest.digest(target, offset, available);
        }

        @Override
        protected void engineReset() {
            length = 0;
            digest.reset();
        }

        private void noteFirst(byte input) {
            if (length == 0) {
                first = input;
            }
        }
    }
}
