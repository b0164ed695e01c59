import { Button, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { changePassword } from '../../api/people.ts'
import { NewPassword } from '../../components/new-password.tsx'
import { Panel } from '../../components/page.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './account.module.css'
import { texts } from './texts.ts'

export function PasswordPanel() {
  const t = useTexts(texts).password
  const change = useMutation({
    mutationFn: ({ current, next }: { current: string; next: string }) =>
      changePassword({ body: { ...(current === '' ? {} : { current }), new: next } }),
    gcTime: 0,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const target = event.currentTarget
    const form = new FormData(target)
    change.mutate(
      { current: String(form.get('current')), next: String(form.get('new')) },
      { onSuccess: () => target.reset() },
    )
  }
  return (
    <Panel title={t.title}>
      <form className={classes.form} onSubmit={submit}>
        <PasswordInput name="current" label={t.current} autoComplete="current-password" />
        <NewPassword name="new" label={t.new} hint={t.hint} />
        {change.error && <ProblemView error={change.error} />}
        <div className={classes.row}>
          <Button type="submit" variant="default" loading={change.isPending}>
            {t.change}
          </Button>
          <span role="status">{change.isSuccess && t.changed}</span>
        </div>
      </form>
    </Panel>
  )
}
