package com.stateset.sequencer.spring;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Contexts of what the starter configures, over a store in memory. */
final class Contexts {

    static final String TENANT = "sequencer.tenant-id=b837ab08-77c4-4b8e-b238-ee1d69304d0d";
    static final String STORE = "sequencer.store-id=3b056d6e-6d38-4662-8ce2-5fec822ec06d";

    private Contexts() {}

    /** Without a store named. */
    static ApplicationContextRunner bare() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        SequencerAutoConfiguration.class,
                        SequencerHealthAutoConfiguration.class,
                        SequencerJacksonAutoConfiguration.class,
                        SequencerMetersAutoConfiguration.class,
                        SequencerOutboxAutoConfiguration.class));
    }

    /** With a stream, in memory. */
    static ApplicationContextRunner inMemory() {
        return bare().withPropertyValues("sequencer.url=sqlite::memory:", TENANT, STORE);
    }
}
