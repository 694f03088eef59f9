package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.UUID;

/** The rows of {@link JournalStore} as bytes. */
final class RowCodec {

    private RowCodec() {}

    static void write(SequencedEvent row, DataOutputStream out) throws IOException {
        Event event = row.event();
        Codec.writeUuid(event.stream().tenantId(), out);
        Codec.writeUuid(event.stream().storeId(), out);
        Codec.writeUuid(event.eventId(), out);
        out.writeBoolean(event.commandId() != null);
        if (event.commandId() != null) {
            Codec.writeUuid(event.commandId(), out);
        }
        out.writeUTF(event.entity().type());
        out.writeUTF(event.entity().id());
        out.writeUTF(event.eventType());
        out.writeUTF(event.createdAt().text());
        Codec.writeUuid(event.sourceAgent(), out);
        out.writeLong(event.baseVersion() == null ? -1 : event.baseVersion());
        byte[] payload = ((Payload.Clear) event.payload()).json().toByteArray();
        out.writeInt(payload.length);
        out.write(payload);
        out.writeLong(event.authorship() instanceof Authorship.Signed signed ? signed.agentKeyId() : -1);
        out.write(event.authorship().signature().toByteArray());
        out.writeUTF(event.metadata().toJson());
        out.writeUTF(event.tags().toJson());
        out.writeLong(row.sequenceNumber());
        Codec.writeInstant(row.sequencedAt(), out);
        out.writeLong(row.entityVersion());
        out.write(row.leafHash().toByteArray());
        out.writeInt(row.sequencerKeyVersion());
    }

    static SequencedEvent read(DataInputStream in) throws IOException {
        StreamId stream = new StreamId(Codec.readUuid(in), Codec.readUuid(in));
        UUID id = Codec.readUuid(in);
        UUID command = in.readBoolean() ? Codec.readUuid(in) : null;
        EntityRef entity = new EntityRef(in.readUTF(), in.readUTF());
        String eventType = in.readUTF();
        CreatedAt createdAt = new CreatedAt(in.readUTF());
        UUID agent = Codec.readUuid(in);
        long baseVersion = in.readLong();
        CanonicalJson payload = CanonicalJson.ofCanonical(in.readNBytes(in.readInt()));
        long keyId = in.readLong();
        Ed25519Signature signature = Ed25519Signature.of(in.readNBytes(Ed25519Signature.LENGTH));
        Event event = new Event(
                stream,
                id,
                command,
                entity,
                eventType,
                createdAt,
                agent,
                baseVersion < 0 ? null : baseVersion,
                Payload.clear(payload),
                PayloadHashes.of(payload),
                keyId < 0 ? new Authorship.Unsigned() : new Authorship.Signed(keyId, signature),
                EventMetadata.ofJson(in.readUTF()),
                Tags.ofJson(in.readUTF()));
        return new SequencedEvent(
                event,
                in.readLong(),
                Codec.readInstant(in),
                in.readLong(),
                Hash.of(in.readNBytes(Hash.LENGTH)),
                in.readInt());
    }
}
