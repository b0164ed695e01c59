import { defineError } from '../../platform/errors.ts'

export const deviceNeeded = defineError('device_needed', 403, 'Only from a company device')
export const deviceRefused = defineError('device_refused', 422, 'The device could not be confirmed')
export const deviceCertificateMissing = defineError(
  'device_certificate_missing',
  422,
  'The connection shows no client certificate',
)
export const deviceCanBeCopied = defineError(
  'device_can_be_copied',
  422,
  'That credential does not stay on one device',
)
export const deviceNotFound = defineError('device_not_found', 404, 'There is no such device')
export const deviceNotWaiting = defineError(
  'device_not_waiting',
  409,
  'The device does not wait for approval',
)
export const deviceNameInvalid = defineError(
  'device_name_invalid',
  422,
  'That cannot be the name of a device',
)
