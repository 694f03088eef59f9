package com.stateset.sequencer.tck.keys;

import com.stateset.sequencer.tck.StoreFixture;
import org.junit.jupiter.api.Nested;

/** Every promise of a store about keys: those of agents, which events are judged by, and the API keys of callers. */
public abstract class KeyContract {

    /** Returns the fixture of the store under test. */
    protected abstract StoreFixture fixture();

    @Nested
    class AgentKeys extends AgentKeyContract {
        @Override
        protected StoreFixture fixture() {
            return KeyContract.this.fixture();
        }
    }

    @Nested
    class KeyChanges extends KeyChangeContract {
        @Override
        protected StoreFixture fixture() {
            return KeyContract.this.fixture();
        }
    }

    @Nested
    class Authorship extends AuthorshipContract {
        @Override
        protected StoreFixture fixture() {
            return KeyContract.this.fixture();
        }
    }

    @Nested
    class ApiKeys extends ApiKeyContract {
        @Override
        protected StoreFixture fixture() {
            return KeyContract.this.fixture();
        }
    }
}
