import { createTheme } from '@mantine/core'

/** Names only: the values are in tokens.css and mantine.css, which the browser reads without a script. */
export const theme = createTheme({
  primaryColor: 'blue',
  defaultRadius: 'default',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    NativeSelect: { defaultProps: { size: 'sm' } },
    Tooltip: {
      defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: true } },
    },
  },
})
