package com.stateset.sequencer.spring;

import com.stateset.sequencer.jackson.SequencerJackson2Module;
import com.stateset.sequencer.jackson.SequencerJackson3Module;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets controllers return events, receipts and proofs, by whichever Jackson the application has. */
@AutoConfiguration
class SequencerJacksonAutoConfiguration {

    /** The default of Boot 3. Boot adds every module that is a bean. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "com.fasterxml.jackson.databind.Module")
    static class OfJackson2 {

        @Bean
        @ConditionalOnMissingBean
        SequencerJackson2Module sequencerJackson2Module() {
            return new SequencerJackson2Module();
        }
    }

    /** The default of Boot 4. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "tools.jackson.databind.JacksonModule")
    static class OfJackson3 {

        @Bean
        @ConditionalOnMissingBean
        SequencerJackson3Module sequencerJackson3Module() {
            return new SequencerJackson3Module();
        }
    }
}
