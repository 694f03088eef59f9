package com.stateset.sequencer.benchmarks.peers;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.turns.TimedSubject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer in a language of its own.
 *
 * @param name of the peer
 * @param program what starts it: a command without its arguments
 * @param payloads a file with a payload per line
 * @param append what it calls the way in which it appends
 * @param isRead whether it is asked for reads, too
 * @param singles how many processes and callers make single events quickest; writers of batches have a process each
 */
record ProgramPeer(String name, List<String> program, Path payloads, String append, boolean isRead, Spread singles)
        implements Peer {

    /** Callers in processes: so many processes, and so many callers in each. */
    record Spread(int processes, int callers) {}

    @Override
    public TimedSubject appends(BenchmarkDatabase database, PeerLoad load) throws IOException {
        Spread spread = load == PeerLoad.SINGLES ? singles : new Spread(load.callers(), 1);
        return PeerProcesses.start(
                command(database, append, spread.callers(), load.batch()),
                spread.processes(),
                spread.callers(),
                load.batch());
    }

    @Override
    public TimedSubject reads(BenchmarkDatabase database, int events) throws IOException {
        return PeerProcesses.start(command(database, "read", events), 1, 1, events);
    }

    private List<String> command(BenchmarkDatabase database, String kind, int... numbers) {
        List<String> command = new ArrayList<>(program);
        command.add(database.url());
        command.add(payloads.toString());
        command.add(kind);
        for (int number : numbers) {
            command.add(Integer.toString(number));
        }
        return command;
    }
}
