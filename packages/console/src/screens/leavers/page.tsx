import { IconDoorExit } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { usePrincipalName } from '../../api/principals.ts'
import { Chips, Stack } from '../../components/layout.tsx'
import { Facts, Page, Panel } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Empty } from '../../states/empty.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { type Leaver, listLeavers } from './api.ts'
import { Tasks } from './tasks.tsx'
import { texts } from './texts.ts'

export default function Leavers() {
  const t = useTexts(texts)
  const leavers = useQuery({ queryKey: ['leavers'], queryFn: () => listLeavers({}) })
  return (
    <Page title={t.title} intro={t.intro}>
      <Loaded query={leavers}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={IconDoorExit} title={t.empty}>
              <p>{t.emptyText}</p>
            </Empty>
          ) : (
            <Stack>
              {items.map((leaver) => (
                <One key={leaver.id} leaver={leaver} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Page>
  )
}

function One({ leaver }: { readonly leaver: Leaver }) {
  const t = useTexts(texts)
  const nameOf = usePrincipalName()
  const { number } = useFormat()
  const counted: Readonly<Record<string, string>> = t.counted
  const ended = Object.entries(leaver.ended).filter(([, count]) => count > 0)
  return (
    <Panel title={nameOf(leaver.person)} aside={<Time at={leaver.left} as="ago" />}>
      <Stack>
        <Facts
          of={[
            [t.left, <Time key="left" at={leaver.left} />],
            [t.by, nameOf(leaver.leftBy)],
            [
              t.ended,
              ended.length === 0 ? (
                t.none
              ) : (
                <Chips
                  key="ended"
                  of={ended.map(([what, count]) => `${counted[what] ?? what} ${number(count)}`)}
                />
              ),
            ],
            ...(leaver.returned ? [[t.came, <Time key="returned" at={leaver.returned} />] as const] : []),
          ]}
        />
        {leaver.tasks.length > 0 && <Tasks of={leaver} />}
      </Stack>
    </Panel>
  )
}
