package com.stateset.sequencer.tck.sealing;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.PayloadKey;
import com.stateset.sequencer.sealing.PayloadKeyring;
import com.stateset.sequencer.sealing.Reencryption;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.process.ChildJvm;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Another JVM that appends, erases and rotates keys all at once, in one stream, until it is killed. */
final class ErasingJvm {

    static final String ERASED = "ERASED ";
    static final PayloadEncryption FORTH = PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(key(2), key(1)));
    private static final PayloadEncryption BACK =
            PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(key(1), key(2)));
    private static final int ENTITIES = 6;

    private ErasingJvm() {}

    static ChildJvm start(StoreFixture fixture, String place, StreamId stream, Predicate<String> listener) {
        return ChildJvm.start(
                ErasingJvm.class,
                List.of(
                        fixture.getClass().getName(),
                        place,
                        stream.tenantId().toString(),
                        stream.storeId().toString()),
                listener);
    }

    /**
     * Works.
     *
     * @param arguments the fixture's class, the place, the tenant, the store
     */
    public static void main(String[] arguments) throws Exception {
        ChildJvm.exitWithParent();
        StoreFixture fixture = Class.forName(arguments[0])
                .asSubclass(StoreFixture.class)
                .getDeclaredConstructor()
                .newInstance();
        StreamId stream = new StreamId(UUID.fromString(arguments[2]), UUID.fromString(arguments[3]));
        EventStore raw = fixture.open(arguments[1]);
        EventStream events =
                Sequencer.builder().store(fixture.open(arguments[1])).payloadEncryption(FORTH).build().stream(stream);
        begin(
                "writer",
                n -> events.append(IntStream.range(0, 5)
                        .mapToObj(i -> event(entity(n + i * i), n))
                        .toList()));
        begin("rotation", n -> new Reencryption(raw, n % 2 == 0 ? BACK : FORTH).run(stream, false, (so, head) -> {}));
        begin(
                "eraser",
                n -> events.erase(entity(n), "dpo", "n " + n)
                        .ifPresent(record -> System.out.println(ERASED + record.sequenceNumber() + " "
                                + record.erasure().entity().id())));
    }

    private static void begin(String name, IntConsumer turn) {
        new Thread(
                        () -> {
                            for (int n = 0; ; n++) {
                                turn.accept(n);
                            }
                        },
                        name)
                .start();
    }

    private static EntityRef entity(int number) {
        return new EntityRef("customer", "c-" + number % ENTITIES);
    }

    private static NewEvent event(EntityRef entity, int n) {
        return NewEvent.builder()
                .entity(entity.type(), entity.id())
                .eventType("customer.changed")
                .payload("{\"n\":" + n + "}")
                .build();
    }

    private static PayloadKey key(int filling) {
        byte[] secret = new byte[PayloadKey.LENGTH];
        Arrays.fill(secret, (byte) filling);
        return PayloadKey.of(secret);
    }
}
