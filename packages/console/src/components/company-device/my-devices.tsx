import { useQuery } from '@tanstack/react-query'
import { myDevices } from '../../api/people.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { SmallTable } from '../layout.tsx'
import { Time } from '../time.tsx'
import { texts } from './texts.ts'

/** The devices one has enrolled, and how each is known. */
export function MyDevices() {
  const t = useTexts(texts)
  const devices = useQuery({ queryKey: ['my-devices'], queryFn: () => myDevices({}) })
  return (
    <Loaded query={devices}>
      {({ items }) =>
        items.length === 0 ? null : (
          <SmallTable
            label={t.mine}
            heads={[t.name, t.kind, t.state, t.made]}
            rows={items.map((d) => ({
              key: d.id,
              cells: [
                d.name,
                t.kinds[d.kind],
                t.states[d.state],
                <Time key="made" at={d.enrolled} as="day" />,
              ],
            }))}
          />
        )
      }
    </Loaded>
  )
}
