import { test } from 'node:test'
import { lookAtScreens } from './screens.ts'

test('every screen is clean to axe, on paper', (t) => lookAtScreens(t, 'light'))
