package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.PayloadKey;
import com.stateset.sequencer.sealing.PayloadKeyring;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.verify.AuditProgress;
import com.stateset.sequencer.verify.StoredHistory;
import com.stateset.sequencer.verify.StreamAudit;
import com.stateset.sequencer.verify.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReencryptCommandTest {

    private static final String OLD = "11".repeat(32);
    private static final String NEW = "22".repeat(32);

    @TempDir
    private Path directory;

    @Test
    void in_a_file() throws Exception {
        try (AlterableLog log = new LogInFile(directory)) {
            encrypt(log);
        }
    }

    @Test
    void in_postgresql() throws Exception {
        try (AlterableLog log = new LogInPostgres()) {
            encrypt(log);
        }
    }

    private static void encrypt(AlterableLog log) throws Exception {
        log.write();
        Map<String, String> old = Map.of("PAYLOAD_ENCRYPTION_KEY", OLD);
        Map<String, String> both = Map.of("PAYLOAD_ENCRYPTION_KEYS", NEW + "," + OLD);

        assertThat(answer(reencrypt(log, old, "--dry-run")))
                .isEqualTo(
                        said(
                                "12 events: 12 payloads would be encrypted, 0 would be moved to a key of their entity; 0 data keys would be moved to the current key (nothing was written)"));
        assertThat(answer(reencrypt(log, old)))
                .isEqualTo(
                        said(
                                "13 events: 12 payloads were encrypted, 0 were moved to a key of their entity; 0 data keys were moved to the current key"));
        assertThat(answer(reencrypt(log, both)))
                .isEqualTo(
                        said(
                                "15 events: 0 payloads were encrypted, 0 were moved to a key of their entity; 13 data keys were moved to the current key"));
        assertThat(answer(reencrypt(log, both)))
                .isEqualTo(
                        said(
                                "17 events: 0 payloads were encrypted, 0 were moved to a key of their entity; 0 data keys were moved to the current key"));
        assertEncryptedAndSound(log);
        assertWrittenDown(log);

        CommandRun withoutTheKey = reencrypt(log, old);
        assertThat(withoutTheKey.exitCode()).isEqualTo(3);
        assertThat(withoutTheKey.err()).contains("data key ").contains("cannot be unwrapped: there is no key ");
        assertThat(reencrypt(log, Map.of()).exitCode()).isEqualTo(2);
    }

    /** Each run that was none for trial only; but the one that lacked the key could not even begin. */
    private static void assertWrittenDown(AlterableLog log) throws Exception {
        try (EventStore store = log.open()) {
            assertThat(store.read(StreamId.auditLogOf(AuditDeed.SERVER), ReadOptions.forwardsFrom(1))
                            .events())
                    .extracting(entry -> entry.event().eventType())
                    .containsExactly(
                            "audit.begun",
                            "payloads.reencrypted",
                            "audit.begun",
                            "payloads.reencrypted",
                            "audit.begun",
                            "payloads.reencrypted");
        }
    }

    private static void assertEncryptedAndSound(AlterableLog log) throws Exception {
        PayloadEncryption encryption = PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(PayloadKey.parse(NEW)));
        try (EventStore store = log.open()) {
            assertThat(store.read(AlterableLog.STREAM, ReadOptions.forwardsFrom(1))
                            .events())
                    .hasSize(12)
                    .allMatch(each -> each.event().payload() instanceof Payload.Encrypted);
            assertThat(audit(encryption.over(store))).isInstanceOf(Verdict.Sound.class);
            assertThat(audit(store).toString()).contains("its payload is encrypted, and there is no key for it here");
        }
    }

    private static Verdict audit(EventStore store) {
        return StreamAudit.of(
                new StoredHistory(store, AlterableLog.STREAM), SignatureVerifier.bouncyCastle(), AuditProgress.NONE);
    }

    private static String said(String line) {
        return "0 " + line + "\n";
    }

    private static String answer(CommandRun run) {
        return run.exitCode() + " " + run.out();
    }

    private static CommandRun reencrypt(AlterableLog log, Map<String, String> environment, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new ReencryptCommand(environment))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(java.util.stream.Stream.concat(log.flags().stream(), java.util.stream.Stream.of(more))
                        .toArray(String[]::new));
        return new CommandRun(code, out.toString(), err.toString());
    }
}
