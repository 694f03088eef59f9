package com.stateset.sequencer.examples;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.aggregate.QueryDecider;
import com.stateset.sequencer.aggregate.QueryDecision;
import com.stateset.sequencer.aggregate.Retry;
import com.stateset.sequencer.aggregate.TaggedEvent;
import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A rule over two kinds of things (the example of dcb.events): a course has so many seats, and a student may take so many courses. Neither is
 * an aggregate of the other. A subscription is decided on the events of both, found by their tags, and holds only if none of these
 * has come meanwhile; subscriptions of other students to other courses do not conflict with it.
 */
public final class CourseSubscriptions {

    private static final int COURSES_OF_A_STUDENT = 2;

    /** What happens, as Java values. */
    sealed interface Happening {}

    record Defined(String course, int seats) implements Happening {}

    record Subscribed(String course, String student) implements Happening {}

    private static final EventTypes<Happening> TYPES = EventTypes.<Happening>builder()
            .type("course.defined", Defined.class)
            .type("student.subscribed", Subscribed.class)
            .build();

    /** What somebody wants. */
    record Subscribe(String course, String student) {}

    /** What there is to know for one subscription, which is wanted. */
    record Situation(Subscribe wanted, int seats, int taken, int courses, boolean twice) {}

    /** The rule, as functions. */
    record Subscriptions() implements QueryDecider<Subscribe, Happening, Situation> {

        @Override
        public EventTypes<Happening> types() {
            return TYPES;
        }

        @Override
        public TagQuery query(Subscribe wanted) {
            return TagQuery.tagged(course(wanted.course())).or(TagQuery.tagged(student(wanted.student())));
        }

        @Override
        public Situation initial(Subscribe wanted) {
            return new Situation(wanted, 0, 0, 0, false);
        }

        @Override
        public Situation evolve(Situation before, Happening happened) {
            Subscribe wanted = before.wanted();
            if (happened instanceof Defined defined) {
                return new Situation(wanted, defined.seats(), before.taken(), before.courses(), before.twice());
            }
            Subscribed subscribed = (Subscribed) happened;
            boolean ofCourse = subscribed.course().equals(wanted.course());
            boolean ofStudent = subscribed.student().equals(wanted.student());
            return new Situation(
                    wanted,
                    before.seats(),
                    before.taken() + (ofCourse ? 1 : 0),
                    before.courses() + (ofStudent ? 1 : 0),
                    before.twice() || (ofCourse && ofStudent));
        }

        @Override
        public List<TaggedEvent<Happening>> decide(Subscribe wanted, Situation now) {
            if (now.twice() || now.taken() >= now.seats() || now.courses() >= COURSES_OF_A_STUDENT) {
                return List.of();
            }
            return List.of(TaggedEvent.of(
                    new EntityRef("course", wanted.course()),
                    new Subscribed(wanted.course(), wanted.student()),
                    course(wanted.course()),
                    student(wanted.student())));
        }
    }

    private CourseSubscriptions() {}

    /** Takes nothing. */
    public static void main(String[] args) throws Exception {
        try (Sequencer sequencer =
                Sequencer.builder().store(SqliteEventStore.inMemory()).build()) {
            EventStream school = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            for (String course : List.of("algebra", "biology", "chemistry")) {
                define(school, course, 3);
            }
            System.out.println("defined again: " + isDefined(school, "algebra"));

            // Eight students want one of three seats at the same moment, each on a thread of its own.
            System.out.println("of eight, " + allAtOnce(school, "algebra", 8) + " have a seat in algebra");

            // A student may take two courses, whichever they are.
            for (String course : List.of("biology", "chemistry", "biology")) {
                System.out.println("ann wants " + course + ": " + subscribe(school, course, "ann"));
            }
            for (String course : List.of("chemistry", "algebra")) {
                System.out.println("bob wants " + course + ": " + subscribe(school, course, "bob"));
            }
            System.out.println("events of ann: "
                    + school.readAll(ReadOptions.forwardsFrom(1).filter(ReadFilter.ALL.tags(List.of(student("ann")))))
                            .count());
        }
    }

    /** A condition by hand: no event of this course may be there. */
    private static void define(EventStream school, String course, int seats) {
        school.append(
                List.of(TYPES.toEvent(new EntityRef("course", course), new Defined(course, seats)).toBuilder()
                        .tag(course(course))
                        .build()),
                AppendCondition.none(TagQuery.tagged(course(course))));
    }

    private static boolean isDefined(EventStream school, String course) {
        try {
            define(school, course, 100);
            return false;
        } catch (EventsRejectedException e) {
            return e.isConflict();
        }
    }

    private static String subscribe(EventStream school, String course, String student) {
        QueryDecision<Happening, Situation> decision =
                school.decide(new Subscriptions(), new Subscribe(course, student), Retry.onConflict(20));
        return decision.events().isEmpty()
                ? "no"
                : "yes, course " + decision.state().courses();
    }

    private static long allAtOnce(EventStream school, String course, int students) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(students);
        try {
            List<Callable<String>> all = new ArrayList<>();
            for (int i = 0; i < students; i++) {
                String student = "student-" + i;
                all.add(() -> subscribe(school, course, student));
            }
            long seated = 0;
            for (Future<String> answer : threads.invokeAll(all)) {
                seated += answer.get().startsWith("yes") ? 1 : 0;
            }
            return seated;
        } finally {
            threads.shutdown();
        }
    }

    private static String course(String id) {
        return "course:" + id;
    }

    private static String student(String id) {
        return "student:" + id;
    }
}
