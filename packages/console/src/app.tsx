import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createQueryClient } from './api/query-client.ts'
import { LanguageProvider } from './i18n/language.tsx'
import { router } from './router.tsx'
import { noteDeviceNeeded } from './session/device-needed.ts'
import { noteReachable } from './session/reachable.tsx'
import { ME, SessionProvider } from './session/session.tsx'
import { theme } from './theme/theme.ts'

const queries = createQueryClient({
  doubtSession: () => void queries.invalidateQueries({ queryKey: ME }),
  reachable: noteReachable,
  deviceNeeded: () => noteDeviceNeeded(true),
})
const schemes = localStorageColorSchemeManager({ key: 'azukari-scheme' })

export function App() {
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <LanguageProvider>
          <SessionProvider>
            <RouterProvider router={router} />
            <Notifications position="bottom-right" autoClose={6000} limit={3} />
          </SessionProvider>
        </LanguageProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}
