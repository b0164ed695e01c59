import { test } from 'node:test'
import { lookAtScreens } from './screens.ts'

test('no screen is wider than a phone', (t) => lookAtScreens(t, 'phone'))
