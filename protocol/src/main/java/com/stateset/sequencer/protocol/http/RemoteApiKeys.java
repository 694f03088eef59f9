package com.stateset.sequencer.protocol.http;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.keys.ApiKeyAnswer;
import com.stateset.sequencer.protocol.keys.ApiKeyRequest;
import com.stateset.sequencer.protocol.keys.WireApiKey;
import com.stateset.sequencer.protocol.keys.WireApiKeyPage;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The API keys of a tenant on a server, or of one agent. Thread-safe. Throws {@link TransportException}, as every call does. */
public final class RemoteApiKeys {

    private final HttpCalls calls;
    private final String path;
    private final String query;

    RemoteApiKeys(HttpCalls calls, @Nullable UUID tenant, @Nullable UUID agent) {
        this.calls = calls;
        this.path = agent == null ? "/api-keys" : "/agents/" + agent + "/api-keys";
        this.query = tenant == null ? "" : "?tenant_id=" + tenant;
    }

    /** Mints a key, of the tenant that the request names. Not to be called again without need: each call that succeeds makes a key. */
    public ApiKeyAnswer mint(ApiKeyRequest request) {
        return calls.post(path, ProtocolJson.write(request), body -> ProtocolJson.read(body, ApiKeyAnswer.class));
    }

    /** Reads them all. */
    public List<WireApiKey> list() {
        return calls.get(path + query, body -> ProtocolJson.read(body, WireApiKeyPage.class))
                .keys();
    }

    /** Revokes the one that begins so; empty if there is none. Revoking again changes nothing. */
    public Optional<WireApiKey> revoke(String prefix) {
        return calls.delete(path + "/" + prefix + query, body -> ProtocolJson.read(body, ApiKeyAnswer.class))
                .map(ApiKeyAnswer::key);
    }
}
