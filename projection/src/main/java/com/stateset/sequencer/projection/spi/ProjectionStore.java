package com.stateset.sequencer.projection.spi;

import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.Difference;
import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.ProjectionTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps what projections need: builds with their tables, who works on which stream, checkpoints and parked
 * events. Thread-safe. Throws what {@link com.stateset.sequencer.spi.EventStore} throws.
 *
 * <p>Of each projection there is at most one build per {@link Role}. The tables of the live one are
 * readable under their plain names.
 *
 * <p><b>What an implementation must see to</b>, with any number of processes on one store:
 * <ul>
 *   <li>What {@link #work} stores is stored with the checkpoint's move or not at all, and only if the claim
 *       was good from the beginning of the transaction to its end. That alone makes projections exactly
 *       once; everything else only divides the work.
 *   <li>{@link #promote} changes what readers see from one moment to the next, and never to something
 *       older.
 *   <li>{@link #hold} returns when nothing of the build is under way any more: what comes to rest then
 *       stays as it is.
 *   <li>Times are those of one clock for all processes: leases and holds end by it.
 * </ul>
 *
 * <p>The one implementation, over Jdbi, is {@code projection.jdbi.JdbiProjectionStore}.
 */
public interface ProjectionStore {

    /** The type of what projections write through. */
    Class<?> handleType();

    /** How long a transaction may take, about: others wait for it. Longer ones cost less in all. */
    Duration longestWork();

    /** All builds, by name and role. */
    List<ProjectionBuild> builds();

    /**
     * Begins a build. One of the same projection and role that is there already is returned instead, unless
     * it is of a lower version; then the new one takes its place, but never that of a live one.
     *
     * @throws ProjectionRefusedException if another projection has a table of one of the names
     */
    ProjectionBuild add(String name, int version, Role role, List<ProjectionTable> tables);

    /** Removes a build with all that belongs to it. */
    void drop(long buildId);

    /**
     * Begins the live build of a projection anew: its tables are empty when this returns. One that was to
     * take its place is dropped.
     *
     * @throws ProjectionRefusedException if there is none
     */
    ProjectionBuild reset(String name);

    /**
     * How many events a build is behind the live one of its projection, counting only the streams where it
     * is behind.
     */
    long eventsBehindLive(long buildId);

    /**
     * Lets a build take the live one's place, if it is nowhere behind it and has parked no more events:
     * from one moment to the next, readers see its tables. The former one is dropped. Readers go first:
     * while they are in the way, this does nothing.
     *
     * @param despiteParked whether it may have parked more
     * @return whether the build is the live one now
     */
    boolean promote(long buildId, boolean despiteParked);

    /**
     * Keeps a build from moving for a while. What is under way has been finished, or will not be stored,
     * when this returns.
     *
     * @param duration from now on; zero ends it
     */
    void hold(long buildId, Duration duration);

    /**
     * Tells that a worker is alive and takes, or gives back, streams, so that all workers of a build have
     * about as many. Streams that are stopped do not count. Those of workers that have not been heard of
     * for as long as their lease are free.
     *
     * @return what the worker holds now
     */
    List<Claim> claim(long buildId, UUID worker, Duration lease);

    /** Gives back all that a worker holds. */
    void leave(long buildId, UUID worker);

    /** Of the streams that a worker holds, those that have events it is not past. */
    Set<StreamId> behind(long buildId, UUID worker);

    /**
     * Works on a stream, durably. Nothing of what is done there is stored if this throws.
     *
     * @return false, and nothing was done, if the claim is not good any more: its lease has ended, another
     *     worker has the stream, the checkpoint is not where the claim has it (a commit that was thought to
     *     have failed has not), or the build is held or gone
     */
    boolean work(Claim claim, ProjectionWork work);

    /** How far the live build of a projection is in a stream: the last event that is done with; 0 if none is. */
    long applied(String name, StreamId stream);

    /** How far a build is in each stream it has begun. */
    Map<StreamId, Checkpoint> checkpoints(long buildId);

    /** How far the builds have come. */
    List<ProjectionStatus> status();

    /**
     * The parked events of a projection's builds, in order.
     *
     * @param limit the most to return
     */
    List<ParkedEvent> parked(String name, int limit);

    /** Of a worker's streams, the first hundred parked events that are to be tried again, in order. */
    List<ParkedEvent> retriesWanted(long buildId, UUID worker);

    /** Asks for parked events to be tried again; returns how many. */
    int wantRetries(String name);

    /** Asks for one parked event to be tried again; returns whether there is one. */
    boolean wantRetry(String name, StreamId stream, long sequenceNumber);

    /**
     * Gives a parked event up for good; returns whether there is one. The next one of its entity is to be
     * tried, if it was waiting behind this one.
     */
    boolean discard(String name, StreamId stream, long sequenceNumber);

    /** Lets the stopped streams of a projection go on; returns how many. */
    int resume(String name);

    /** Compares the tables of two builds of one projection that both stand still; empty if they are equal. */
    Optional<Difference> compare(long liveId, long rebuiltId);
}
