package com.stateset.sequencer.benchmarks.peers;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.turns.TimedSubject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A peer in a language of its own.
 *
 * @param name of the peer
 * @param program what starts it: a command without its arguments
 * @param payloads a file with a payload per line
 * @param append what it calls the way in which it appends
 * @param rows what is asked about it
 * @param singles how many processes and callers make single events quickest; writers of batches have a process each
 */
record ProgramPeer(String name, List<String> program, Path payloads, String append, Set<PeerRow> rows, Spread singles)
        implements Peer {

    /** Callers in processes: so many processes, and so many callers in each. */
    record Spread(int processes, int callers) {}

    @Override
    public TimedSubject open(BenchmarkDatabase database, PeerRow row) throws IOException {
        Spread spread = row == PeerRow.SINGLES ? singles : new Spread(row.callers(), 1);
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(database.url(), payloads.toString()));
        if (row == PeerRow.READ) {
            command.add("read");
        } else {
            command.addAll(List.of(append, Integer.toString(spread.callers())));
        }
        command.add(Integer.toString(row.events()));
        return PeerProcesses.start(command, spread.processes(), spread.callers(), row.events());
    }
}
