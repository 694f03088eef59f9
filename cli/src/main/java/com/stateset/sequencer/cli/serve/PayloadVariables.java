package com.stateset.sequencer.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.json.WireText;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.PayloadKey;
import com.stateset.sequencer.sealing.PayloadKeyring;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The variables that say how payloads are encrypted at rest. No sentence about one repeats a key. */
public final class PayloadVariables {

    private static final String MODE = "PAYLOAD_ENCRYPTION_MODE";
    private static final String KEY = "PAYLOAD_ENCRYPTION_KEY";
    private static final String KEYS = "PAYLOAD_ENCRYPTION_KEYS";
    private static final String KEYS_BY_TENANT = "PAYLOAD_ENCRYPTION_KEYS_BY_TENANT";
    private static final KeyVariables<PayloadKey> PAYLOAD_KEYS =
            new KeyVariables<>(PayloadKey::parse, Function.identity());

    private PayloadVariables() {}

    /**
     * Reads how payloads are stored and read.
     *
     * @throws ConfigurationException if a variable has a value that it cannot have, or they contradict each other
     */
    public static PayloadEncryption storing(Map<String, String> environment) {
        return from(new Settings(environment));
    }

    /**
     * Reads which keys there are to read with: payloads that they open are opened, plain ones are taken as they are, whatever the mode.
     *
     * @return empty if there are no keys
     * @throws ConfigurationException if a key cannot be one
     */
    public static Optional<PayloadEncryption> reading(Map<String, String> environment) {
        PayloadKeyring keys = keys(new Settings(environment));
        return keys.isEmpty() ? Optional.empty() : Optional.of(PayloadEncryption.of(Mode.DISABLED, keys));
    }

    /**
     * Reads which keys there are, whatever the mode; for programs that know themselves what is encrypted.
     *
     * @throws ConfigurationException if a key cannot be one
     */
    public static PayloadKeyring keyring(Map<String, String> environment) {
        return keys(new Settings(environment));
    }

    static PayloadEncryption from(Settings settings) {
        Optional<Mode> asked = settings.text(MODE).map(PayloadVariables::mode);
        PayloadKeyring keys = keys(settings);
        Mode mode = asked.orElse(keys.isEmpty() ? Mode.DISABLED : Mode.REQUIRED);
        settings.explain(MODE, mode == Mode.REQUIRED ? "required" : "disabled");
        if (mode != Mode.DISABLED && keys.isEmpty()) {
            throw new ConfigurationException(MODE + " is " + settings.text(MODE, "") + ", but there is no key: set "
                    + KEY + ", " + KEYS + " or " + KEYS_BY_TENANT + ".");
        }
        return PayloadEncryption.of(mode, keys);
    }

    /** Says what becomes of payloads, in a sentence without secrets. */
    static String describe(PayloadEncryption encryption) {
        return switch (encryption.mode()) {
            case REQUIRED -> "Payloads are encrypted at rest, and plain ones are refused (" + MODE + " is required).";
            case OPTIONAL ->
                "New payloads are encrypted at rest where the tenant has a key, and plain ones are read (" + MODE
                        + " is optional).";
            case DISABLED -> "Payloads are stored as plain text (" + MODE + " is disabled).";
        };
    }

    private static Mode mode(String text) {
        return switch (text) {
            case "disabled" -> Mode.DISABLED;
            case "optional" -> Mode.OPTIONAL;
            case "required" -> Mode.REQUIRED;
            default ->
                throw new ConfigurationException(
                        MODE + " is \"" + text + "\"; it must be disabled, optional or required.");
        };
    }

    private static PayloadKeyring keys(Settings settings) {
        PayloadKeyring ring = PayloadKeyring.empty().withCommon(PAYLOAD_KEYS.read(settings, KEY, KEYS));
        return settings.secret(KEYS_BY_TENANT)
                .map(text -> withTenants(ring, text))
                .orElse(ring);
    }

    private static PayloadKeyring withTenants(PayloadKeyring common, String text) {
        PayloadKeyring ring = common;
        for (Map.Entry<String, JsonNode> tenant : tenants(text).properties()) {
            ring = ring.withTenant(tenantId(tenant.getKey()), keys(tenant.getValue()));
        }
        return ring;
    }

    private static JsonNode tenants(String text) {
        JsonNode tenants;
        try {
            tenants = ProtocolJson.tree(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw unusable();
        }
        if (!tenants.isObject()) {
            throw unusable();
        }
        return tenants;
    }

    private static UUID tenantId(String text) {
        try {
            return WireText.uuid(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(KEYS_BY_TENANT + " has a name that is not a tenant's UUID.");
        }
    }

    /** A list of keys, or the same as one text. */
    private static List<PayloadKey> keys(JsonNode value) {
        if (value.isTextual()) {
            return PAYLOAD_KEYS.listed(KEYS_BY_TENANT, value.textValue());
        }
        List<PayloadKey> keys = new ArrayList<>();
        for (JsonNode each : value) {
            keys.add(PAYLOAD_KEYS.one(KEYS_BY_TENANT, each.isTextual() ? each.textValue() : ""));
        }
        if (keys.isEmpty()) {
            throw unusable();
        }
        return keys;
    }

    private static ConfigurationException unusable() {
        return new ConfigurationException(
                KEYS_BY_TENANT
                        + " cannot be used: it must be a JSON object of tenants' UUIDs with a list of keys each, the current one first.");
    }
}
