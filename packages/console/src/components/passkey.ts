import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'

type Loose<Form extends { readonly response: object }> = Form &
  Readonly<Record<string, unknown>> & { readonly response: Form['response'] & Readonly<Record<string, unknown>> }

/** The person closed the browser's question, or no passkey fits. */
export class NotUsed extends Error {}

/** The browser's passkeys; the code for them is loaded when one is asked for. */
export function usePasskey() {
  return { use, make, NotUsed }
}

/** WebAuthn's own form, under the names that the server judges it by. */
async function use(options: unknown): Promise<Loose<AuthenticationResponseJSON>> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  return await startAuthentication({
    optionsJSON: optionsIn<PublicKeyCredentialRequestOptionsJSON>(options),
  }).catch(notUsed)
}

async function make(options: unknown): Promise<Loose<RegistrationResponseJSON>> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  return await startRegistration({
    optionsJSON: optionsIn<PublicKeyCredentialCreationOptionsJSON>(options),
  }).catch(notUsed)
}

/** Servers answer the options themselves, or below `options` beside what names the question. */
function optionsIn<Options>(answer: unknown): Options {
  return (
    typeof answer === 'object' && answer !== null && 'options' in answer ? answer.options : answer
  ) as Options
}

function notUsed(error: unknown): never {
  throw new NotUsed('the passkey was not used', { cause: error })
}
