package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Plain JDBC on PostgreSQL: each caller has a connection, each call is a transaction. */
final class BareSubject implements Subject {

    private final Load load;
    private final BareForm form;
    private final AppendWorkload workload;
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<BareSession> sessions = new ArrayList<>();
    private final List<Long> streams = new ArrayList<>();
    private List<BareBatch> batches = List.of();

    BareSubject(BenchmarkDatabase database, Load load, BareForm form, AppendWorkload workload) throws SQLException {
        this.load = load;
        this.form = form;
        this.workload = workload;
        try {
            for (int i = 0; i < load.callers(); i++) {
                sessions.add(new BareSession(database.connect()));
            }
            for (int i = 0; i < load.streams(); i++) {
                streams.add(createStream(sessions.get(0).connection()));
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "bare " + form.description() + ", "
                + (load.callers() == 1 ? "1 connection" : load.callers() + " connections");
    }

    @Override
    public int callers() {
        return load.callers();
    }

    @Override
    public int eventsPerCall() {
        return load.batch();
    }

    @Override
    public void prepare(int calls) {
        List<BareBatch> next = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            next.add(form.encode(BareRow.batch(workload.next(load.batch()), random)));
        }
        batches = next;
    }

    @Override
    public void call(int caller, int call) throws SQLException, IOException {
        batches.get(call).append(sessions.get(caller), streams.get(caller % streams.size()));
    }

    @Override
    public void close() throws SQLException {
        for (BareSession session : sessions) {
            session.close();
        }
    }

    private static long createStream(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        insert into bare.stream_heads (stream_id)
                        select coalesce(max(stream_id), 0) + 1 from bare.stream_heads
                        returning stream_id
                        """)) {
            row.next();
            long stream = row.getLong(1);
            connection.commit();
            return stream;
        }
    }
}
