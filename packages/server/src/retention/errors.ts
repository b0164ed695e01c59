import { defineError } from '../platform/errors.ts'

export const clocksDisagree = defineError('clocks_disagree', 503, 'The clocks disagree, so nothing is destroyed')
