// The hashes of an event and of a commitment, from their fields (protocol, sections 3 and 4). Each is a pure function; hashes are bytes.

import { canonical } from './jcs.js';
import { sha256, str, u32, u64, unhex, utf8, uuid } from './bytes.js';

const hash = (domain, ...parts) => sha256(utf8(domain), ...parts);

const stream = (event) => [uuid(event.tenant_id), uuid(event.store_id)];

export const payloadPlainHash = (payload) => hash('VES_PAYLOAD_PLAIN_V1', utf8(canonical(payload)));

/** What the author signs: every field that is committed to, and the hashes of the payload that are given. */
export function signingHash(event, plainHash, cipherHash) {
  return hash(
    'VES_EVENTSIG_V1',
    u32(event.ves_version),
    ...stream(event),
    uuid(event.event_id),
    uuid(event.source_agent_id),
    u32(event.agent_key_id),
    str(event.entity_type),
    str(event.entity_id),
    str(event.event_type),
    str(event.created_at),
    u32(event.payload_kind),
    plainHash,
    cipherHash,
  );
}

export const leafHash = (event, sequenceNumber, signing) =>
  hash('VES_LEAF_V1', ...stream(event), u64(sequenceNumber), signing, unhex(event.agent_signature));

export const receiptHash = (event, sequenceNumber, signing) =>
  hash('VES_RECEIPT_V1', ...stream(event), uuid(event.event_id), u64(sequenceNumber), signing);

export const streamId = (of) => hash('VES_STREAM_V1', ...stream(of));

/** What a commitment makes of the state root before it. */
export async function stateRoot(commitment) {
  return hash(
    'VES_STATE_ROOT_V1',
    await streamId(commitment),
    unhex(commitment.prev_state_root),
    unhex(commitment.merkle_root),
    u64(commitment.sequence_start),
    u64(commitment.sequence_end),
    u32(commitment.leaf_count),
  );
}

/** What the sequencer signs of a commitment. */
export const commitmentMessage = (newStateRoot) => hash('VES_COMMITMENT_V1', newStateRoot);

/** What the sequencer signs of a directory of keys: all members but the signature, as they were sent. */
export function directoryMessage(directory) {
  const { directorySignature, ...body } = directory;
  return hash('VES_KEYDIR_V1', utf8(canonical(body)));
}

/** Folds a path through a commitment's padded tree; the steps are those of tree.js. */
export async function foldCommitment(leaf, index, count, siblings) {
  const depth = count === 1 ? 0 : Math.ceil(Math.log2(count));
  if (index < 0 || index >= count || siblings.length !== depth) {
    throw new Error(`a path of ${siblings.length} hashes does not lead from place ${index} of ${count}`);
  }
  let result = leaf;
  for (const [level, sibling] of siblings.entries()) {
    const isLeft = Math.floor(index / 2 ** level) % 2 === 0;
    result = await hash('VES_NODE_V1', ...(isLeft ? [result, sibling] : [sibling, result]));
  }
  return result;
}
