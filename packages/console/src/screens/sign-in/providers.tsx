import { Button } from '@mantine/core'
import { IconBuildingCommunity } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type SignedIn, signOnProviders, signOnStart } from '../../api/people.ts'
import { useTexts } from '../../i18n/language.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import classes from './sign-in.module.css'
import { SignInFailed } from './sign-in-failed.tsx'
import { texts } from './texts.ts'

/** The other ways in: a passkey, and the company's own sign-on where one is set up. */
export function Providers({ done }: { readonly done: (answer: SignedIn) => Promise<void> }) {
  const t = useTexts(texts)
  const providers = useQuery({
    queryKey: ['sign-on'],
    queryFn: () => signOnProviders({}),
    staleTime: 300_000,
  })
  const start = useMutation({
    mutationFn: (provider: string) =>
      signOnStart({ provider, body: { to: location.pathname + location.search } }),
    onSuccess: ({ url }) => location.assign(url),
  })
  return (
    <div className={classes.form}>
      <p className={classes.or}>{t.or}</p>
      <PasskeyButton done={done} />
      {start.error && <SignInFailed error={start.error} />}
      {providers.data?.items.map(({ id, title }) => (
        <Button
          key={id}
          variant="default"
          size="md"
          leftSection={<IconBuildingCommunity size={18} aria-hidden />}
          loading={start.isPending && start.variables === id}
          onClick={() => start.mutate(id)}
        >
          {t.with(title)}
        </Button>
      ))}
    </div>
  )
}
