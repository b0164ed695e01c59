import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'

/** The person closed the browser's question, or no passkey fits. */
export class NotUsed extends Error {}

/** The browser's passkeys; the code for them is loaded when one is asked for. */
export function usePasskey() {
  return { use, make, NotUsed }
}

async function use(options: unknown): Promise<Answered> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const optionsJSON = optionsIn<PublicKeyCredentialRequestOptionsJSON>(options)
  return answered(await startAuthentication({ optionsJSON }).catch(notUsed))
}

async function make(options: unknown): Promise<Answered> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const optionsJSON = optionsIn<PublicKeyCredentialCreationOptionsJSON>(options)
  return answered(await startRegistration({ optionsJSON }).catch(notUsed))
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

type Form = AuthenticationResponseJSON | RegistrationResponseJSON

/** WebAuthn's own form (its §5.1.8 and 5.1.9) as members by name, which is how the server takes it. */
const answered = (form: Form) => ({ ...form, response: { ...form.response } })
type Answered = ReturnType<typeof answered>
