import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { signInRules } from '../api/people.ts'
import { useFormat } from '../i18n/format.ts'

interface Props extends Pick<PasswordInputProps, 'name' | 'label' | 'size'> {
  /** What a password has to be, given how many characters the policy in force wants. */
  readonly hint: (length: string) => string
}

/** Where somebody chooses a password. Whether it is good enough the server says, by the policy in force; the browser only does not send a short one. */
export function NewPassword({ hint, ...shown }: Props) {
  const { number } = useFormat()
  const rules = useQuery({
    queryKey: ['sign-in', 'rules'],
    queryFn: () => signInRules({}),
    staleTime: 60_000,
  })
  const least = rules.data?.passwordLength
  return (
    <PasswordInput
      {...shown}
      description={least === undefined ? undefined : hint(number(least))}
      autoComplete="new-password"
      minLength={least}
      required
      withAsterisk={false}
    />
  )
}
