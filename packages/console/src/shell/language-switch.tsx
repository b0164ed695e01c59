import { Button } from '@mantine/core'
import { IconLanguage } from '@tabler/icons-react'
import { useLanguage } from '../i18n/language.tsx'

/** Names the other language in that language, and goes there. */
export function LanguageSwitch() {
  const { language, choose } = useLanguage()
  const other = language === 'en' ? 'ja' : 'en'
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={<IconLanguage size={16} aria-hidden />}
      lang={other}
      onClick={() => choose(other)}
    >
      {NAMES[other]}
    </Button>
  )
}

/** Each language by its own name, in whichever language the page is. */
const NAMES = { en: 'English', ja: '日本語' } as const
