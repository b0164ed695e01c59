import { test } from 'node:test'
import { lookAtScreens } from './screens.ts'

test('every screen is clean to axe, in ink', (t) => lookAtScreens(t, 'dark'))
