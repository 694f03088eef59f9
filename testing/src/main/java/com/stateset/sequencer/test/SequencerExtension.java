package com.stateset.sequencer.test;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each JUnit test a sequencer of its own, on a store in memory with fixed ids and time, and closes it afterwards. Test methods and
 * {@code @BeforeEach} methods take what they need as parameters: a {@link Sequencer}, an {@link EventStream}, a {@link TestSequencer}, a
 * {@link TestClock}. All of one test are of the same sequencer. Thread-safe.
 *
 * <pre>{@code
 * @ExtendWith(SequencerExtension.class)
 * class ShopTest {
 *     @Test
 *     void a_sale_is_stored(EventStream shop) { ... }
 * }
 * }</pre>
 *
 * <p>With settings of its own it is a field, {@code @RegisterExtension static final}, made by {@link #of}.
 */
public final class SequencerExtension implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(SequencerExtension.class);
    private static final Map<Class<?>, Function<TestSequencer, Object>> PARAMETERS = Map.of(
            TestSequencer.class, test -> test,
            Sequencer.class, TestSequencer::sequencer,
            EventStream.class, TestSequencer::stream,
            TestClock.class, TestSequencer::clock);

    private final UnaryOperator<SequencerBuilder> settings;

    /** For {@code @ExtendWith}: as {@link TestSequencer#start()}. */
    public SequencerExtension() {
        this(builder -> builder);
    }

    private SequencerExtension(UnaryOperator<SequencerBuilder> settings) {
        this.settings = settings;
    }

    /** Makes an extension of sequencers with settings of their own: as {@link TestSequencer#start(UnaryOperator)}. */
    public static SequencerExtension of(UnaryOperator<SequencerBuilder> settings) {
        return new SequencerExtension(Objects.requireNonNull(settings, "settings"));
    }

    /** Parameters of methods that belong to one test; there is no sequencer for several. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getTestMethod().isPresent()
                && PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Function<TestSequencer, Object> part =
                Objects.requireNonNull(PARAMETERS.get(parameter.getParameter().getType()), "a supported type");
        return part.apply(sequencer(context));
    }

    private TestSequencer sequencer(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        TestSequencer running = store.get(context.getUniqueId(), TestSequencer.class);
        if (running == null) {
            running = TestSequencer.start(settings);
            store.put(context.getUniqueId(), running);
        }
        return running;
    }

    /** Closes the sequencer, if the test has asked for one. */
    @Override
    public void afterEach(ExtensionContext context) {
        TestSequencer running = context.getStore(NAMESPACE).remove(context.getUniqueId(), TestSequencer.class);
        if (running != null) {
            running.close();
        }
    }
}
