import type { Both } from '../../i18n/texts.ts'
import { en } from './en.ts'
import { ja } from './ja.ts'

export const texts: Both<typeof en> = { en, ja }
