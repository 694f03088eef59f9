package com.stateset.sequencer.test;

import com.stateset.sequencer.aggregate.QueryDecider;
import com.stateset.sequencer.aggregate.TaggedEvent;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.test.Enrolment.CourseEvent;
import com.stateset.sequencer.test.Enrolment.Enrol;
import java.util.List;

/** A seat depends on the events of the course, and of no other course. */
record Enrolment() implements QueryDecider<Enrol, CourseEvent, Integer> {

    static final EventTypes<CourseEvent> TYPES = EventTypes.<CourseEvent>builder()
            .type("course.opened", Opened.class)
            .type("course.enrolled", Enrolled.class)
            .build();

    record Enrol(String student, String course) {}

    sealed interface CourseEvent {}

    record Opened(int seats) implements CourseEvent {}

    record Enrolled(String student) implements CourseEvent {}

    static TaggedEvent<CourseEvent> opened(String course, int seats) {
        return TaggedEvent.of(new EntityRef("course", course), new Opened(seats), "course:" + course);
    }

    static TaggedEvent<CourseEvent> enrolled(String student, String course) {
        return TaggedEvent.of(
                new EntityRef("course", course), new Enrolled(student), "course:" + course, "student:" + student);
    }

    @Override
    public EventTypes<CourseEvent> types() {
        return TYPES;
    }

    @Override
    public TagQuery query(Enrol command) {
        return TagQuery.tagged("course:" + command.course());
    }

    @Override
    public Integer initial(Enrol command) {
        return 0;
    }

    @Override
    public Integer evolve(Integer free, CourseEvent event) {
        return event instanceof Opened opened ? free + opened.seats() : free - 1;
    }

    @Override
    public List<TaggedEvent<CourseEvent>> decide(Enrol command, Integer free) {
        if (command.student().isEmpty()) {
            throw new IllegalArgumentException("nobody enrols");
        }
        return free == 0 ? List.of() : List.of(enrolled(command.student(), command.course()));
    }
}
