import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { type ComponentType, lazy } from 'react'
import { type Screen, screens } from './screens.ts'
import { Framed } from './shell/framed.tsx'
import { Root } from './shell/root.tsx'
import { Missing } from './states/missing.tsx'
import { ScreenFailed } from './states/screen-failed.tsx'

const root = createRootRoute({ component: Root, notFoundComponent: Missing })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/overview', replace: true })
  },
})

function routeOf(screen: Screen, path: string, load: Screen['load']) {
  const Content: ComponentType = lazy(load)
  return createRoute({
    getParentRoute: () => root,
    path,
    validateSearch: (raw: Record<string, unknown>) => screen.search?.(raw) ?? {},
    component: () => (
      <Framed screen={screen}>
        <Content />
      </Framed>
    ),
    errorComponent: ({ error }) => <ScreenFailed error={error} />,
  })
}

const routes = screens.flatMap((screen) => [
  routeOf(screen, screen.path, screen.load),
  ...(screen.pages ?? []).map((page) => routeOf(screen, `${screen.path}/${page.path}`, page.load)),
])

export const router = createRouter({
  routeTree: root.addChildren([home, ...routes]),
  defaultPreload: false,
  scrollRestoration: false,
  defaultNotFoundComponent: Missing,
})
