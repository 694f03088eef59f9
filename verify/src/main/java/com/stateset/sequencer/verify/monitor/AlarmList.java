package com.stateset.sequencer.verify.monitor;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The alarms of one look, in the order in which they were found. For one thread; the time is that of each finding. */
final class AlarmList {

    private final Clock clock;
    private final List<Alarm> alarms = new ArrayList<>();

    AlarmList(Clock clock) {
        this.clock = clock;
    }

    void add(Alarm.Kind kind, String subject, String message, Map<String, String> evidence) {
        alarms.add(new Alarm(clock.instant(), kind, subject, message, evidence));
    }

    List<Alarm> alarms() {
        return List.copyOf(alarms);
    }
}
