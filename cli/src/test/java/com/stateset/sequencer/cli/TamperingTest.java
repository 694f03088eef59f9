package com.stateset.sequencer.cli;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.verify.AuditProgress;
import com.stateset.sequencer.verify.HistorySource;
import com.stateset.sequencer.verify.StoredHistory;
import com.stateset.sequencer.verify.StreamAudit;
import com.stateset.sequencer.verify.Verdict;
import com.stateset.sequencer.verify.remote.RemoteHistory;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TamperingTest {

    @TempDir
    private Path directory;

    @Test
    void in_a_file_and_over_http() throws SQLException {
        try (AlterableLog log = new LogInFile(directory)) {
            tamper(log);
        }
    }

    @Test
    void in_postgresql_and_over_http() throws SQLException {
        try (AlterableLog log = new LogInPostgres()) {
            tamper(log);
        }
    }

    private static void tamper(AlterableLog log) throws SQLException {
        log.write();
        log.remember();
        SoftAssertions softly = new SoftAssertions();
        try (EventStore store = log.open();
                TestServer server = log.serve()) {
            for (Tampering tampering : Tampering.all()) {
                log.alter(tampering.sql());
                check(softly, tampering, store, server);
                log.restore();
            }
        }
        for (Tampering tampering : Tampering.remembered()) {
            log.alter(tampering.sql());
            try (EventStore store = log.open();
                    TestServer server = log.serve()) {
                check(softly, tampering, store, server);
            }
            log.restore();
        }
        softly.assertAll();
    }

    private static void check(SoftAssertions softly, Tampering tampering, EventStore store, TestServer server) {
        softly.assertThat(audit(new StoredHistory(store, AlterableLog.STREAM)))
                .as("%s (store)", tampering.sql())
                .startsWith(tampering.inStore());
        softly.assertThat(audit(new RemoteHistory(
                        SequencerClient.to(URI.create(server.url()), null),
                        AlterableLog.STREAM,
                        SignatureVerifier.bouncyCastle())))
                .as("%s (HTTP)", tampering.sql())
                .startsWith(tampering.overHttp());
    }

    private static String audit(HistorySource source) {
        return StreamAudit.of(source, SignatureVerifier.bouncyCastle(), AuditProgress.NONE)
                        instanceof Verdict.Damaged damaged
                ? damaged.what()
                : Tampering.SOUND;
    }
}
