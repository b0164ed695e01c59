import { Facts, Page, Panel } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import classes from './account.module.css'
import { Device } from './device.tsx'
import { FactorsPanel } from './factors-panel.tsx'
import { PasswordPanel } from './password-panel.tsx'
import { Profile } from './profile.tsx'
import { Sessions } from './sessions.tsx'
import { texts } from './texts.ts'

/** What a person keeps about themselves: profile, factors, password, sessions, device. */
export default function Account() {
  const t = useTexts(texts)
  const { list } = useFormat()
  const { me } = useSession()
  if (me === undefined) return null
  return (
    <Page title={t.title}>
      <div className={classes.columns}>
        <div className={classes.column}>
          <Panel title={t.profile.title}>
            <div className={classes.form}>
              <Facts
                of={[
                  [t.userName, me.person.userName],
                  [t.email, me.person.email],
                  [t.roles, me.roles.length > 0 ? list(me.roles) : '–'],
                ]}
              />
              <Profile person={me.person} />
            </div>
          </Panel>
          <PasswordPanel />
        </div>
        <div className={classes.column}>
          <FactorsPanel />
          <Device device={me.session.device} />
        </div>
      </div>
      <Sessions />
    </Page>
  )
}
