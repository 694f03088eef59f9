package com.stateset.sequencer.server.http;

import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.WireText;
import com.stateset.sequencer.protocol.scope.HeldNumbers;
import io.javalin.http.Context;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query of a call. What is wrong with a parameter ends the call with 400 and a sentence that names it. */
public final class Query {

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();
    private final Set<String> repeated = new HashSet<>();

    private Query() {}

    public static Query of(Context call) {
        Query query = new Query();
        String text = call.queryString();
        if (text != null && !text.isEmpty()) {
            for (String parameter : text.split("&", -1)) {
                query.add(parameter);
            }
        }
        return query;
    }

    private void add(String parameter) {
        int equals = parameter.indexOf('=');
        String name = decode(equals < 0 ? parameter : parameter.substring(0, equals));
        String value = decode(equals < 0 ? "" : parameter.substring(equals + 1));
        lists.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
        if (values.put(name, value) != null) {
            repeated.add(name);
        }
    }

    private static String decode(String text) {
        return PercentEncoding.decode(text.replace('+', ' '))
                .orElseThrow(() -> refusal("The query is not well percent-encoded UTF-8."));
    }

    /**
     * Refuses what the caller does not reach, also where the call would pass the parameter over. What is not the id of a tenant or store
     * is left to the call.
     */
    void requireReachedBy(Principal principal) {
        namedBy("tenant_id", "tenantId", "after_tenant_id").forEach(principal::requireTenant);
        namedBy("store_id", "after_store_id").forEach(principal::requireStore);
    }

    private List<UUID> namedBy(String... names) {
        List<UUID> ids = new ArrayList<>();
        for (String name : names) {
            try {
                Optional.ofNullable(values.get(name)).map(WireText::uuid).ifPresent(ids::add);
            } catch (IllegalArgumentException e) {
                // Not an id: the call says so, if it wants one.
            }
        }
        return ids;
    }

    /** The stream that {@code tenant_id} and {@code store_id} name. */
    public StreamId stream() {
        return new StreamId(tenant(), uuid("store_id"));
    }

    /** {@code from}: 0 or more, by default 0. */
    public long from() {
        return number("from", 0).orElse(0);
    }

    /** {@code from}, which must be there: 0 or more. */
    public long requiredFrom() {
        return number("from", 0).orElseThrow(() -> missing("from"));
    }

    /** {@code to}, if it is given: 0 or more. */
    public OptionalLong to() {
        return number("to", 0);
    }

    /** {@code version}, if it is given: 1 or more. */
    public OptionalLong version() {
        return number("version", 1);
    }

    /** {@code size}, if it is given: 0 or more. */
    public OptionalLong size() {
        return number("size", 0);
    }

    /** {@code limit}: 1 or more, by default 100; what is over 1,000 counts as 1,000, however long it is. */
    public int limit() {
        BigInteger limit = text("limit")
                .map(value -> integer("limit", value, 1))
                .orElse(BigInteger.valueOf(ReadOptions.DEFAULT_LIMIT));
        return limit.min(BigInteger.valueOf(ReadOptions.MAX_LIMIT)).intValue();
    }

    /** {@code limit}, for what is read in large pieces: 1 or more, by default 1,000; what is over 5,000 counts as 5,000. */
    public int largeLimit() {
        BigInteger limit =
                text("limit").map(value -> integer("limit", value, 1)).orElse(BigInteger.valueOf(1000));
        return limit.min(BigInteger.valueOf(5000)).intValue();
    }

    /** {@code receipts}: true or false, by default false. */
    public boolean receipts() {
        return flag("receipts");
    }

    /** {@code heads}: true or false, by default false. */
    public boolean heads() {
        return flag("heads");
    }

    /** {@code format}, if it is given: whether it is {@code cloudevents}, and not {@code ves}. */
    public Optional<Boolean> cloudEvents() {
        return text("format").map(format -> {
            if (!format.equals("cloudevents") && !format.equals("ves")) {
                throw refusal("The parameter format must be ves or cloudevents.");
            }
            return format.equals("cloudevents");
        });
    }

    /** {@code tree_head}, or {@code treeHead}: true or false, by default false. */
    public boolean treeHead() {
        boolean snake = flag("tree_head");
        return flag("treeHead") || snake;
    }

    /** {@code proofs}: true or false, by default false. */
    public boolean proofs() {
        return flag("proofs");
    }

    /** {@code before}: a sequence number, by default one that is beyond all. */
    public long before() {
        return number("before", 1).orElse(Long.MAX_VALUE);
    }

    /** {@code after_tenant_id} and {@code after_store_id}: both, or none. */
    public Optional<StreamId> after() {
        return text("after_tenant_id").isEmpty() && text("after_store_id").isEmpty()
                ? Optional.empty()
                : Optional.of(new StreamId(uuid("after_tenant_id"), uuid("after_store_id")));
    }

    /** {@code tenant_id}. */
    public UUID tenant() {
        return uuid("tenant_id");
    }

    /** {@code tenant_id}, or {@code tenantId}, if it is given. */
    public Optional<UUID> tenantIfGiven() {
        return text("tenant_id").or(() -> text("tenantId")).map(value -> uuid("tenant_id", value));
    }

    /** {@code held}: numbers of events that the caller holds, by default none. */
    public HeldNumbers held() {
        HeldNumbers held = parsed("held", HeldNumbers::parse);
        return held == null ? HeldNumbers.NONE : held;
    }

    /** {@code batch_id}, if it is given. */
    public Optional<UUID> batchId() {
        return text("batch_id").map(value -> uuid("batch_id", value));
    }

    /** All values of a parameter that may be given several times; none if it is not given. */
    List<String> all(String name) {
        return lists.getOrDefault(name, List.of());
    }

    /** The moment that a parameter names, if it is given. */
    @Nullable
    Instant moment(String name) {
        return parsed(name, WireText::moment);
    }

    /** The id that a parameter names, if it is given. */
    @Nullable
    UUID id(String name) {
        return parsed(name, WireText::uuid);
    }

    private <T> @Nullable T parsed(String name, Function<String, T> parser) {
        try {
            return text(name).map(parser).orElse(null);
        } catch (IllegalArgumentException e) {
            throw refusal("The parameter " + name + " " + e.getMessage() + ".");
        }
    }

    private UUID uuid(String name) {
        return uuid(name, text(name).orElseThrow(() -> missing(name)));
    }

    private static UUID uuid(String name, String value) {
        try {
            return WireText.uuid(value);
        } catch (IllegalArgumentException e) {
            throw refusal("The parameter " + name + " " + e.getMessage() + ".");
        }
    }

    private boolean flag(String name) {
        String value = text(name).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw refusal("The parameter " + name + " must be true or false.");
        }
        return value.equals("true");
    }

    private OptionalLong number(String name, long min) {
        Optional<BigInteger> number = text(name).map(value -> integer(name, value, min));
        if (number.isEmpty()) {
            return OptionalLong.empty();
        }
        if (number.get().bitLength() >= Long.SIZE) {
            throw refusal("The parameter " + name + " must be at most " + Long.MAX_VALUE + ".");
        }
        return OptionalLong.of(number.get().longValue());
    }

    /** The line of a request is so short that a number in it is, too. */
    private static BigInteger integer(String name, String value, long min) {
        if (!INTEGER.matcher(value).matches()) {
            throw refusal("The parameter " + name + " must be a whole number.");
        }
        BigInteger number = new BigInteger(value);
        if (number.compareTo(BigInteger.valueOf(min)) < 0) {
            throw refusal("The parameter " + name + " must be " + min + " or more.");
        }
        return number;
    }

    Optional<String> text(String name) {
        if (repeated.contains(name)) {
            throw refusal("The parameter " + name + " is given more than once.");
        }
        return Optional.ofNullable(values.get(name));
    }

    private static ApiException missing(String name) {
        return refusal("The parameter " + name + " is missing.");
    }

    static ApiException refusal(String message) {
        return new ApiException(ApiError.badRequest(message));
    }
}
