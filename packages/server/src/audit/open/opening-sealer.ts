/** Seals the openings of a tenant's commitments. Filled by the key room; tenant 0 is the installation itself. */
export interface OpeningSealer {
  seal(tenant: number, plaintext: Buffer, aad: Buffer): Buffer | Promise<Buffer>
}
