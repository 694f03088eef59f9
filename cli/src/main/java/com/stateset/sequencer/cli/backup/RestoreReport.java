package com.stateset.sequencer.cli.backup;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.cli.serve.StoreConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was restored.
 *
 * @param data the data directory
 * @param replaced the other name of the database that was there; null for none
 * @param findings what the audit found
 * @param missing events that the database that was there has, and the backup has not
 * @param note what is to be done before the server starts, and what was left undone; null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RestoreReport(
        String file,
        String data,
        @Nullable String replaced,
        List<BackedUpStream> streams,
        @JsonIgnore List<BackupAudit.Finding> findings,
        List<String> missing,
        @Nullable String note) {

    static RestoreReport of(
            Path backup,
            StoreConfig.Embedded target,
            Optional<Path> replaced,
            List<BackupAudit.Finding> findings,
            List<String> missing,
            Optional<String> note) {
        return new RestoreReport(
                backup.toString(),
                target.dataDirectory().toString(),
                replaced.map(Path::toString).orElse(null),
                findings.stream().map(BackupAudit.Finding::toStream).toList(),
                findings,
                missing,
                note.orElse(null));
    }

    String words() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s is restored in %s: %,d streams, %,d events",
                file,
                data,
                streams.size(),
                streams.stream().mapToLong(BackedUpStream::head).sum()));
        findings.forEach(finding -> lines.add(finding.words()));
        if (replaced != null) {
            lines.add("The database that was there is " + replaced + " now.");
        }
        missing.forEach(sentence -> lines.add("Lost on purpose: " + sentence));
        if (note != null) {
            lines.add(note);
        }
        lines.add(
                "Events that came after the backup are not in it. Agents that hold some refuse the server with exit code 4: then"
                        + " say accept-history for each stream, and agent recover on each device.");
        return String.join(System.lineSeparator(), lines);
    }
}
