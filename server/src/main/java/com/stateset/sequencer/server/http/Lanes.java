package com.stateset.sequencer.server.http;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * Gives each call a thread: one that is kept for its path, if there is one, or else one of the server's.
 *
 * <p>A load balancer takes a server that is slow to say that it lives for a dead one. So what asks for that shares no thread with other
 * calls, from its connection on: the connector's few threads accept, read and parse, and wait for nothing, for this handler hands over all
 * that may. A thread that sleeps when it is needed runs before hundreds that have been running; one that has to be made first, or stands
 * in a queue, comes after them.
 *
 * <p>To start a thread is to wait until the system has run it once, which takes its time where many are running. So where the server has no
 * idle thread, another one starts it than those of the connector. A virtual thread is started by no system.
 *
 * <p>Who asks without reading the answers may block the threads that are kept. Those who find none are answered like other calls.
 */
public final class Lanes extends Handler.Wrapper {

    private static final int THREADS = 4;

    private final Map<String, ThreadPoolExecutor> kept = Map.of("/health", lane("health"), "/ready", lane("ready"));

    private final ExecutorService starter = Executors.newSingleThreadExecutor(task -> daemon("thread-starter", task));

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Runnable call = () -> RequestIds.runInContext(request, () -> run(request, response, callback));
        ThreadPoolExecutor lane = kept.get(Request.getPathInContext(request));
        if (lane == null || !isTaken(lane, call)) {
            execute(call);
        }
        return true;
    }

    private void execute(Runnable call) {
        ThreadPool everyone = getServer().getThreadPool();
        if (everyone instanceof VirtualThreadPool || everyone.getIdleThreads() > 0) {
            everyone.execute(call);
        } else {
            starter.execute(() -> everyone.execute(call));
        }
    }

    private static boolean isTaken(ThreadPoolExecutor lane, Runnable call) {
        try {
            lane.execute(call);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void run(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Exception | Error e) {
            Response.writeError(request, response, callback, e);
        }
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        kept.values().forEach(ThreadPoolExecutor::shutdown);
        starter.shutdown();
    }

    /** Its threads are there before they are needed, and nobody waits in it for one. */
    private static ThreadPoolExecutor lane(String name) {
        ThreadPoolExecutor lane = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> daemon(name, task));
        lane.prestartAllCoreThreads();
        return lane;
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
