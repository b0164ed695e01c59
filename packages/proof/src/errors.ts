/** Every way in which something read here can be refused. The codes are stable; messages may change. */
export type ProofErrorCode =
  | 'json_not_canonical'
  | 'json_not_representable'
  | 'encoding_invalid'
  | 'range_invalid'
  | 'note_malformed'
  | 'note_unsigned'
  | 'note_signature_invalid'
  | 'vkey_malformed'
  | 'checkpoint_malformed'
  | 'checkpoint_origin_mismatch'
  | 'tile_path_invalid'
  | 'tile_missing'
  | 'tile_size_wrong'
  | 'tile_mismatch'
  | 'bundle_malformed'
  | 'promise_malformed'
  | 'promise_key_untrusted'
  | 'promise_signature_invalid'
  | 'receipt_malformed'
  | 'receipt_inclusion_invalid'

/** Thrown by everything in this package that parses or verifies and does not answer with a boolean. */
export class ProofError extends Error {
  readonly code: ProofErrorCode

  constructor(code: ProofErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ProofError'
    this.code = code
  }
}
