import { Button } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type SignedIn, signInPasskey, signInPasskeyOptions } from '../../api/people.ts'
import { usePasskey } from '../../components/passkey.ts'
import { useTexts } from '../../i18n/language.tsx'
import classes from './sign-in.module.css'
import { SignInFailed } from './sign-in-failed.tsx'
import { texts } from './texts.ts'

export function PasskeyButton({ done }: { readonly done: (answer: SignedIn) => Promise<void> }) {
  const t = useTexts(texts)
  const { use, NotUsed } = usePasskey()
  const send = useMutation({
    mutationFn: async () =>
      signInPasskey({ body: { response: await use(await signInPasskeyOptions({ body: {} })) } }),
    onSuccess: done,
    gcTime: 0,
  })
  return (
    <>
      {send.error instanceof NotUsed ? (
        <p className={classes.wrong} role="alert">
          {t.passkeyFailed}
        </p>
      ) : (
        send.error && <SignInFailed error={send.error} />
      )}
      <Button
        variant="default"
        size="md"
        leftSection={<IconFingerprint size={18} aria-hidden />}
        loading={send.isPending}
        onClick={() => send.mutate()}
      >
        {t.passkey}
      </Button>
    </>
  )
}
