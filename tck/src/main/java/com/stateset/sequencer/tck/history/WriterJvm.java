package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.process.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The main class of a writer in another JVM: opens a place by its fixture's name, runs its part of the workload there, and
 * prints every call before it is made and every answer before the next call ({@link CallLines}). What it has not printed, it
 * has not learned.
 */
public final class WriterJvm {

    static final String READY = "READY";
    static final String DONE = "DONE";
    static final String PROBLEM = "PROBLEM ";

    private WriterJvm() {}

    /**
     * Runs a writer.
     *
     * @param arguments the fixture's class, the place, the seed, a name, how many threads, how many calls each, the page to
     *     go on from
     */
    public static void main(String[] arguments) throws Exception {
        ChildJvm.exitWithParent();
        StoreFixture fixture = Class.forName(arguments[0])
                .asSubclass(StoreFixture.class)
                .getDeclaredConstructor()
                .newInstance();
        long seed = Long.parseLong(arguments[2]);
        String name = arguments[3];
        int calls = Integer.parseInt(arguments[5]);
        AtomicLong lastPage = new AtomicLong(Long.parseLong(arguments[6]));
        Workload workload = new Workload(seed);
        History history = new History(new Printing(new CallLines(workload, lastPage)));
        SplittableRandom random = new SplittableRandom(seed ^ name.hashCode());
        try (EventStore store = fixture.open(arguments[1])) {
            print(READY);
            List<Thread> threads = new ArrayList<>();
            for (int i = Integer.parseInt(arguments[4]); i > 0; i--) {
                Writer writer = new Writer(name + "." + i, workload, history, lastPage, random.split());
                threads.add(new Thread(() -> writer.run(calls, () -> store), name + "." + i));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        history.problems().forEach(problem -> print(PROBLEM + problem));
        print(DONE);
    }

    private static void print(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private record Printing(CallLines callLines) implements History.Listener {

        @Override
        public void begun(Call call) {
            print(callLines.begun(call));
        }

        @Override
        public void ended(Call call) {
            print(callLines.ended(call));
        }
    }
}
