export { canonicalJson, type Json, type JsonObject, MAX_JSON_DEPTH } from './canonical-json.ts'
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
export { commit, type Opening, verifyOpening } from './commitment.ts'
export { ProofError, type ProofErrorCode } from './errors.ts'
export {
  batchRoot,
  batchSigningInput,
  LANE_START,
  type LaneHeadInput,
  laneHead,
} from './lane/lane-head.ts'
export { encodePromise, type LogPromise, parsePromise, promiseFor, readPromise } from './lane/promise.ts'
export {
  type BatchDraft,
  type BatchSigner,
  type SealedBatch,
  type SignedBatch,
  sealBatch,
} from './lane/seal-batch.ts'
export { promisedHead, verifyPromise } from './lane/verify-promise.ts'
export { consistencyProof, verifyConsistency } from './merkle/consistency.ts'
export { inclusionProof, rootFromInclusion, verifyInclusion } from './merkle/inclusion.ts'
export { leafHash, nodeHash, treeHash } from './merkle/tree-hash.ts'
export { formatNote, type Note, type NoteSignature, parseNote } from './note/note.ts'
export { type NoteSigner, signNote } from './note/sign-note.ts'
export { verifyNote } from './note/verify-note.ts'
export { formatVkey, noteKeyId, parseVkey, type VerifierKey, verifierKey } from './note/vkey.ts'
export { openCheckpoint, type SignedCheckpoint, signCheckpoint } from './open-checkpoint.ts'
export { parseCanonical } from './parse-canonical.ts'
export { formatReceipt, parseReceipt, type Receipt } from './receipt.ts'
export { decodeBundle, encodeBundle, MAX_ENTRY_LENGTH } from './tiles/entry-bundle.ts'
export { edgeTiles, type HashTile, hashesAtLevel, newTiles } from './tiles/new-tiles.ts'
export { entriesPath, parseTilePath, TILE_WIDTH, type TileAddress, tilePath } from './tiles/tile-path.ts'
export { type FetchTile, TileReader } from './tiles/tile-reader.ts'
export { rootOfEdge, type TileData, TreeBuilder, tilesOf } from './tiles/tree-builder.ts'
export type { LaneState, LaneStates } from './verify-log/lane-checker.ts'
export type { LogEntry, VerifyOptions, VerifyReport } from './verify-log/options.ts'
export type { Problem, ProblemCode } from './verify-log/problems.ts'
export type { LogSource } from './verify-log/read-resource.ts'
export { verifyLog } from './verify-log/verify-log.ts'
export { type VerifiedReceipt, verifyReceipt } from './verify-receipt.ts'
