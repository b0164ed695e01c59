import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { useLanguage } from '../i18n/language.tsx'
import { SignIn } from '../screens/sign-in/sign-in.tsx'
import type { Screen } from '../screens.ts'
import { useDeviceNeeded } from '../session/device-needed.ts'
import { useSession } from '../session/session.tsx'
import { Loading } from '../states/loading.tsx'
import { ProblemView } from '../states/problem-view.tsx'
import { Refused } from '../states/refused.tsx'
import { Bare } from './bare.tsx'
import { Frame } from './frame.tsx'

const AcceptFirst = lazy(() => import('../components/accept-policy/accept-first.tsx'))
const DeviceNeeded = lazy(() => import('../components/company-device/device-needed.tsx'))

/** A screen in its place, once it is known who looks at it. Without a session the same address asks for one, and comes back after it. */
export function Framed({ screen, children }: { readonly screen: Screen; readonly children: ReactNode }) {
  const { state, me, may, error, renew } = useSession()
  const { language } = useLanguage()
  const deviceNeeded = useDeviceNeeded()
  useEffect(() => {
    document.title = `${screen.title[language]} · Azukari`
  }, [screen, language])

  const content = <Suspense fallback={<Loading />}>{children}</Suspense>
  if (screen.frame === 'bare') return <Bare>{content}</Bare>
  if (state === 'unknown')
    return <Bare>{error ? <ProblemView error={error} retry={() => void renew()} /> : <Loading />}</Bare>
  if (state !== 'in')
    return (
      <Bare>
        <SignIn />
      </Bare>
    )
  // The device comes first: the policy, too, is accepted on one that is known.
  const First = deviceNeeded ? DeviceNeeded : me?.mustAcceptFirst ? AcceptFirst : undefined
  if (First !== undefined)
    return (
      <Frame>
        <Suspense fallback={<Loading />}>
          <First />
        </Suspense>
      </Frame>
    )
  return <Frame>{may(...screen.needs) ? content : <Refused screen={screen} />}</Frame>
}
