package com.stateset.sequencer.server.http;

import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.WireText;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** The query of a call. What is wrong with a parameter ends the call with 400 and a sentence that names it. */
public final class Query {

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");
    private static final int MAX_LONG_DIGITS = 18;

    private final Map<String, String> values = new HashMap<>();
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
        if (values.put(name, value) != null) {
            repeated.add(name);
        }
    }

    private static String decode(String text) {
        return PercentEncoding.decode(text.replace('+', ' '))
                .orElseThrow(() -> refusal("The query is not well percent-encoded UTF-8."));
    }

    /** The stream that {@code tenant_id} and {@code store_id} name. */
    public StreamId stream() {
        return new StreamId(tenant(), uuid("store_id"));
    }

    /** {@code from}: 0 or more, by default 0. */
    public long from() {
        return number("from", 0, 0);
    }

    /** {@code limit}: 1 or more, by default 100; what is over 1,000 counts as 1,000. */
    public int limit() {
        return (int) Math.min(number("limit", ReadOptions.DEFAULT_LIMIT, 1), ReadOptions.MAX_LIMIT);
    }

    /** {@code receipts}: true or false, by default false. */
    public boolean receipts() {
        String value = text("receipts").orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw refusal("The parameter receipts must be true or false.");
        }
        return value.equals("true");
    }

    /** {@code before}: a sequence number, by default one that is beyond all. */
    public long before() {
        return number("before", Long.MAX_VALUE, 1);
    }

    /** {@code tenant_id}. */
    public UUID tenant() {
        return uuid("tenant_id");
    }

    /** {@code batch_id}, if it is given. */
    public Optional<UUID> batchId() {
        return text("batch_id").map(value -> uuid("batch_id", value));
    }

    private UUID uuid(String name) {
        return uuid(name, text(name).orElseThrow(() -> refusal("The parameter " + name + " is missing.")));
    }

    private static UUID uuid(String name, String value) {
        try {
            return WireText.uuid(value);
        } catch (IllegalArgumentException e) {
            throw refusal("The parameter " + name + " " + e.getMessage() + ".");
        }
    }

    private long number(String name, long fallback, long min) {
        return text(name).map(value -> number(name, value, min)).orElse(fallback);
    }

    private static long number(String name, String value, long min) {
        if (!INTEGER.matcher(value).matches()) {
            throw refusal("The parameter " + name + " must be a whole number.");
        }
        long number = value.startsWith("-") ? -1 : bounded(value);
        if (number < min) {
            throw refusal("The parameter " + name + " must be " + min + " or more.");
        }
        return number;
    }

    /** Numbers too long for a {@code long} are beyond every head and every limit, and so is what stands for them. */
    private static long bounded(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() <= MAX_LONG_DIGITS ? Long.parseLong(significant) : Long.MAX_VALUE;
    }

    private Optional<String> text(String name) {
        if (repeated.contains(name)) {
            throw refusal("The parameter " + name + " is given more than once.");
        }
        return Optional.ofNullable(values.get(name));
    }

    private static ApiException refusal(String message) {
        return new ApiException(ApiError.badRequest(message));
    }
}
