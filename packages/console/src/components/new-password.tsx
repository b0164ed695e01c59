import { PasswordInput, type PasswordInputProps } from '@mantine/core'

/** Where somebody chooses a password. Whether it is good enough the server says, by the policy in force; the browser only does not send a short one. */
export const NewPassword = (shown: Pick<PasswordInputProps, 'name' | 'label' | 'description' | 'size'>) => (
  <PasswordInput {...shown} autoComplete="new-password" minLength={12} required withAsterisk={false} />
)
