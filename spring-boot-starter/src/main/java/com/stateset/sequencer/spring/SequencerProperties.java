package com.stateset.sequencer.spring;

import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ProjectionOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an application sets under {@code sequencer}. What is not set has the default of the builder that it goes to. A name that is not
 * known stops the start: a misspelled {@code signing-key-file} would leave receipts unsigned. Prints without its secrets.
 *
 * @param enabled Whether there is a sequencer.
 * @param url Where the events are kept: postgres://user:password@host/database or a jdbc:postgresql: URL, for a
 *     connection pool of the store's own; sqlite:path/events.db for a file; sqlite::memory: for tests. Without it, the
 *     application's DataSource, if that is PostgreSQL.
 * @param tenantId The tenant of the EventStream bean. Together with the store's id.
 * @param storeId The store of the EventStream bean. Together with the tenant's id.
 * @param id The sequencer's id. By default the one that the store keeps, a random one at first.
 * @param logName The name of the sequencer's signed logs. By default it follows from the id; it stays for good.
 * @param signingKey The key that receipts and commitments are signed with: a seed of 32 bytes, as 64 hex digits or in
 *     base64.
 * @param signingKeyFile A file that holds the key, instead of the property.
 * @param earlierSigningKeys The keys that were used before, the latest first.
 * @param headsLogInterval How often the heads of streams are signed and entered into the heads log; 0 for never. By
 *     default every 10 seconds.
 * @param closeTimeout How long the sequencer, closing, waits for what it took to be stored. By default 30 seconds.
 * @param commitments When streams are committed to by themselves.
 * @param ingest How much is taken.
 * @param postgres The store on PostgreSQL.
 * @param projections How projections are run.
 * @param outbox Events in the application's own transactions.
 * @param health What makes the health indicator say down, beyond a sequencer that does not work.
 */
@ConfigurationProperties(prefix = "sequencer", ignoreUnknownFields = false)
record SequencerProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String url,
        @Nullable UUID tenantId,
        @Nullable UUID storeId,
        @Nullable UUID id,
        @Nullable String logName,
        @Nullable String signingKey,
        @Nullable Path signingKeyFile,
        @DefaultValue List<String> earlierSigningKeys,
        @Nullable Duration headsLogInterval,
        @Nullable Duration closeTimeout,
        @DefaultValue Commitments commitments,
        @DefaultValue Ingest ingest,
        @DefaultValue Postgres postgres,
        @DefaultValue Projecting projections,
        @DefaultValue Outbox outbox,
        @DefaultValue Health health) {

    /**
     * When streams are committed to by themselves; by default never.
     *
     * @param everyEvents As soon as so many events of a stream are not committed to.
     * @param after As soon as the oldest event of a stream that is not committed to is so old.
     */
    record Commitments(@Nullable Long everyEvents, @Nullable Duration after) {}

    /**
     * How much is taken.
     *
     * @param maxBatchEvents The most events of one batch. By default 1,000.
     * @param maxPayload The largest payload as sent. By default 1 MB.
     * @param queueTimeout How long a caller waits for a place in a full queue; 0 turns callers away at once. By default
     *     5 seconds.
     * @param lanes How many threads append, one at a time for each stream. By default what the store finds useful.
     */
    record Ingest(
            @Nullable Integer maxBatchEvents,
            @Nullable DataSize maxPayload,
            @Nullable Duration queueTimeout,
            @Nullable Integer lanes) {}

    /**
     * The store on PostgreSQL.
     *
     * @param migrate Whether the schema is brought up to date at the start. If not, an outdated one is refused.
     * @param maxConnections The most connections of the store's own pool. By default 10; without effect on the
     *     application's DataSource.
     * @param appendConnections How many connections are kept for appends. By default 1 of the application's DataSource,
     *     2 to 8 of the store's own pool.
     * @param statementTimeout How long a statement may take before the database cancels it. By default as the database
     *     has it; without effect on the application's DataSource.
     * @param readReplica A streaming replica to read pages of events from where it holds all that the primary does.
     */
    record Postgres(
            @DefaultValue("true") boolean migrate,
            @Nullable Integer maxConnections,
            @Nullable Integer appendConnections,
            @Nullable Duration statementTimeout,
            @Nullable String readReplica) {}

    /**
     * How projections are run.
     *
     * @param enabled Whether this process runs projections. If not, they can still be looked after.
     * @param defaults How all of them are run.
     * @param each How some are run, by name, with or without its underscores.
     */
    record Projecting(
            @DefaultValue("true") boolean enabled,
            @DefaultValue ProjectionRun defaults,
            @DefaultValue Map<String, ProjectionRun> each) {

        /** Says how a projection is run. */
        ProjectionOptions options(String name) {
            ProjectionOptions options = defaults.over(ProjectionOptions.defaults());
            for (Map.Entry<String, ProjectionRun> one : each.entrySet()) {
                options = names(one.getKey(), name) ? one.getValue().over(options) : options;
            }
            return options;
        }

        /** Spring leaves underscores out of a key that stands in no brackets. */
        static boolean names(String key, String projection) {
            return plain(key).equals(plain(projection));
        }

        private static String plain(String name) {
            return name.replace("_", "").replace("-", "");
        }
    }

    /**
     * How a projection is run.
     *
     * @param threads How many streams are worked on at once in this process. By default 1.
     * @param batchEvents The most events applied in one transaction. By default 500.
     * @param lease After how long without a sign of life a process's streams are taken over by others. By default 10
     *     seconds.
     * @param pollInterval How often to look for what other processes appended. By default every 250 milliseconds.
     * @param onFailure What becomes of an event that it goes on throwing at: its stream stops, or the event is parked.
     *     By default it stops.
     * @param attempts How often an event is tried in all. By default 5 times.
     * @param holdEntitiesBack Whether later events of a parked event's entity are parked behind it. By default they are
     *     not; only where events are parked.
     */
    record ProjectionRun(
            @Nullable Integer threads,
            @Nullable Integer batchEvents,
            @Nullable Duration lease,
            @Nullable Duration pollInterval,
            FailurePolicy.@Nullable Afterwards onFailure,
            @Nullable Integer attempts,
            @Nullable Boolean holdEntitiesBack) {

        /** Replaces what is set here. */
        ProjectionOptions over(ProjectionOptions others) {
            return new ProjectionOptions(
                    failures(others.failures()),
                    batchEvents == null ? others.batchEvents() : batchEvents,
                    threads == null ? others.threads() : threads,
                    lease == null ? others.lease() : lease,
                    pollInterval == null ? others.pollInterval() : pollInterval);
        }

        private FailurePolicy failures(FailurePolicy others) {
            FailurePolicy.Afterwards afterwards = onFailure == null ? others.afterwards() : onFailure;
            // A projection that stops does not inherit what all the others do about parked events.
            boolean inherited = others.holdsEntitiesBack() && afterwards == FailurePolicy.Afterwards.PARK;
            return new FailurePolicy(
                    afterwards,
                    attempts == null ? others.attempts() : attempts,
                    others.firstPause(),
                    others.longestPause(),
                    holdEntitiesBack == null ? inherited : holdEntitiesBack);
        }
    }

    /**
     * Events in the application's own transactions.
     *
     * @param enabled Whether there is an EventOutbox, on the application's DataSource.
     * @param createTables Whether its table is created where it is missing, after the application's own migrations.
     * @param relay Whether this process brings events from the outbox to the log.
     * @param pollInterval How long the relay waits when there is nothing to send; commits of this process wake it. By
     *     default 100 milliseconds.
     * @param closeTimeout How long the relay, closing, waits for a batch under way. By default 10 seconds.
     * @param keepDiscarded How long it is remembered that an event was discarded. By default 30 days.
     * @param maxBatchEvents The most events sent at once.
     * @param maxBatchSize The most payloads sent at once.
     */
    record Outbox(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("true") boolean createTables,
            @DefaultValue("true") boolean relay,
            @Nullable Duration pollInterval,
            @Nullable Duration closeTimeout,
            @Nullable Duration keepDiscarded,
            @DefaultValue("500") int maxBatchEvents,
            @DefaultValue("4MB") DataSize maxBatchSize) {}

    /**
     * What makes the health indicator say down, beyond a sequencer or a relay that does not work.
     *
     * @param maxProjectionLag The most events that a projection that answers may be behind. By default any number.
     * @param maxOutboxAge How old the oldest event may be that waits in the outbox. By default any age.
     */
    record Health(@Nullable Long maxProjectionLag, @Nullable Duration maxOutboxAge) {}

    SequencerProperties {
        if ((tenantId == null) != (storeId == null)) {
            throw new IllegalArgumentException(
                    "sequencer.tenant-id and sequencer.store-id name a stream together: set both, or none");
        }
        if (signingKey != null && signingKeyFile != null) {
            throw new IllegalArgumentException("set sequencer.signing-key or sequencer.signing-key-file, not both");
        }
        if (!earlierSigningKeys.isEmpty() && signingKey == null && signingKeyFile == null) {
            throw new IllegalArgumentException("sequencer.earlier-signing-keys were used before a present key: set"
                    + " sequencer.signing-key or sequencer.signing-key-file, too");
        }
        earlierSigningKeys = List.copyOf(earlierSigningKeys);
    }

    @Override
    public String toString() {
        return "the properties of the sequencer for tenant " + tenantId + " and store " + storeId;
    }
}
