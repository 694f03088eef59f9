package com.stateset.sequencer.cli.agent.recipient;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.PrivateFile;
import com.stateset.sequencer.cli.agent.folder.UnusableFileException;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.X25519PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The keys of other agents that were asked for and verified, so that events can be encrypted for them without a network. A file of the
 * agent's folder: {@code {agent_id: {key_id: public_key}}}.
 */
record RecipientBook(AgentHome home) {

    private PrivateFile file() {
        return new PrivateFile(home.directory().resolve("recipients"));
    }

    /** The agents, with their keys. */
    SortedMap<UUID, List<RecipientKey>> all() {
        SortedMap<UUID, List<RecipientKey>> agents = new TreeMap<>();
        file().read().ifPresent(text -> {
            try {
                JsonNode book = AgentOptions.JSON.readTree(text);
                book.properties().forEach(agent -> agents.put(UUID.fromString(agent.getKey()), keys(agent.getValue())));
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw new UnusableFileException(file().path() + " cannot be read; 'agent recipients' makes it anew", e);
            }
        });
        return agents;
    }

    private static List<RecipientKey> keys(JsonNode node) {
        List<RecipientKey> keys = new ArrayList<>();
        node.properties()
                .forEach(key -> keys.add(new RecipientKey(
                        Long.parseLong(key.getKey()),
                        X25519PublicKey.parse(key.getValue().asText()))));
        return keys;
    }

    /** Replaces the file. */
    void write(SortedMap<UUID, List<RecipientKey>> agents) {
        ObjectNode book = AgentOptions.JSON.createObjectNode();
        agents.forEach((agent, keys) -> {
            ObjectNode node = book.putObject(agent.toString());
            keys.forEach(
                    key -> node.put(Long.toString(key.keyId()), key.publicKey().toHex()));
        });
        file().write(book.toString());
    }
}
