import { deviceNameInvalid } from './device-errors.ts'

/** What a device is called, as it is kept. Throws `device_name_invalid`. */
export function checkDeviceName(name: string): string {
  const label = name.normalize('NFC').trim()
  if (label === '' || label.length > 64 || /\p{Cc}/u.test(label))
    throw deviceNameInvalid('a name has 1 to 64 characters', { where: { pointer: '/name' } })
  return label
}
