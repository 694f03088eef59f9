package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.protocol.scope.EventScope;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An agent's own events, kept until they stand in the log and ever after, and what it has pulled of the stream. Works without a
 * network; a {@link com.stateset.sequencer.sync.agent.SyncAgent} carries events to the server and back. Thread-safe, and safe with several processes at once.
 *
 * <p>What a call has done is durable when it returns.
 */
public interface Outbox extends AutoCloseable {

    /** Whose outbox it is. */
    OutboxProfile profile();

    /** The key that it signs with, and what is known of it. */
    OutboxKey key();

    /**
     * Keeps an event until it has been accepted; {@link #append(List, BaseVersions)} says more.
     */
    default LocalEvent append(NewEvent event) {
        return append(List.of(event), BaseVersions.AS_GIVEN).get(0);
    }

    /**
     * Keeps events until they have been accepted: all of them, or none if this throws. They become the agent's own, and are
     * signed if it has a key. An event that the outbox holds already, with the same content, is not kept twice.
     *
     * <p>The events of a command stand next to each other, and all come in with one call: a command is sent as one.
     *
     * @return the events in the order given, as they are kept
     * @throws IllegalArgumentException if an event could never be accepted, or its id names another one here; or if the events
     *     of a command do not stand next to each other, or some of them came in before; or if base versions are to be counted of an
     *     entity that the {@linkplain #scope scope} does not have, so that its version is not known
     * @throws com.stateset.sequencer.error.KeyUnusableException if they are to be signed, and the key was revoked
     * @throws com.stateset.sequencer.json.InvalidJsonException if a payload is not valid JSON
     */
    List<LocalEvent> append(List<NewEvent> events, BaseVersions baseVersions);

    /** Finds an event that came in here. */
    Optional<LocalEvent> find(UUID eventId);

    /**
     * Lists events in the order in which they came in.
     *
     * @param after the position to go on from; 0 for the beginning
     * @param limit the most events to return, at least 1
     */
    List<LocalEvent> list(long after, int limit);

    /** Lists the rejected events that have not been dealt with, and those blocked behind them, in the order of sending. */
    List<LocalEvent> conflicts();

    /**
     * The entity's version as this agent sees it: what was pulled, and its own events on top. Of an entity that the {@linkplain #scope scope}
     * does not have as a whole it may be behind, however often the agent syncs.
     */
    long entityVersion(EntityRef entity);

    /**
     * Sends a rejected event again, as it is: its command with it. What was blocked behind it goes on after it.
     *
     * @return the events that are to be sent again
     * @throws IllegalStateException if the event is not here or was not rejected
     */
    List<LocalEvent> retry(UUID eventId);

    /**
     * Puts a new event in the place of a rejected one, with a new id and on top of what has been pulled: if it demands a version
     * of its entity, then the present one. Its command goes with it, and so does what was blocked behind it, in its order; what
     * had never been sent keeps its id.
     *
     * @return the new events
     * @throws IllegalStateException if the event is not here or was not rejected; or if it was signed and this outbox has no
     *     key
     * @throws com.stateset.sequencer.error.KeyUnusableException if the key was revoked
     */
    List<LocalEvent> rebase(UUID eventId);

    /**
     * Puts a new event in the place of a rejected one, which says something else: a merge of both sides of a conflict. Otherwise like {@link
     * #rebase(UUID)}; the event belongs to no command, or is alone in it.
     *
     * @param payload what the new event says
     * @param entityVersion the version of the entity in the replica that the payload was made for
     * @return the new event
     * @throws IllegalStateException also if the replica has another version of the entity by now, or the event is not alone
     */
    List<LocalEvent> rebase(UUID eventId, CanonicalJson payload, long entityVersion);

    /**
     * Gives up an event that has not been accepted, and its command with it. What was blocked behind it goes on without it;
     * versions that counted it no longer do.
     *
     * @return the events that were given up
     * @throws IllegalStateException if the event is not here or not waiting any more, or has been sent and its outcome is not
     *     known yet
     */
    List<LocalEvent> discard(UUID eventId);

    /** What has been pulled. */
    Replica replica();

    /** What the replica follows of the stream; {@link EventScope#ALL} if none was set. */
    EventScope scope();

    /**
     * Lets the replica follow something else from now on. If that changes anything, what was pulled is given up, and pulled anew by the
     * next sync, from the first event on; until that has come as far as before, versions of entities are not known. Own events and what
     * was pinned of the server's history stay: a server that has another history by then is found out. An agent in the background sees it
     * at its next sync, and listens to the stream's growth only while all events are followed.
     */
    void follow(EventScope scope);

    /** How it is doing. */
    OutboxStatus status();

    /** What a {@link com.stateset.sequencer.sync.agent.SyncAgent} does with the outbox. */
    SyncJournal journal();

    /**
     * Has {@code listener} called after events came in: through this object, on the thread that brought them; otherwise, as from
     * another process or with a transaction of the application, within a fraction of a second after the commit, on some thread.
     *
     * @return ends it when it is closed
     */
    Subscription onAppend(Runnable listener);

    @Override
    void close();
}
