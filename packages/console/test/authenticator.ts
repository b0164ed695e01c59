import type { CDPSession, Page } from 'playwright-core'

export interface Authenticator {
  /** Whether whoever holds it proves who they are: fingerprint, face or PIN. */
  verifies(yes: boolean): Promise<void>
  /** Credentials in it. */
  count(): Promise<number>
  remove(): Promise<void>
}

/**
 * The authenticator of the machine that a browser runs on (WebAuthn §11, virtual authenticators over the DevTools protocol).
 * @param copies its credentials are kept by something that copies them to other machines (backup eligible)
 */
export async function authenticator(page: Page, { copies = false } = {}): Promise<Authenticator> {
  const cdp: CDPSession = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: copies,
      defaultBackupState: copies,
    },
  })
  return {
    verifies: async (yes) =>
      void (await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: yes })),
    count: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    async remove() {
      await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
      await cdp.detach()
    },
  }
}
