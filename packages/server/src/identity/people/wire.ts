import { z } from 'zod'

/** How long a text may be at all; whether it is a name is for the operation to say. */
export const personName = z.string().min(1).max(256)
export const userNameText = z.string().min(1).max(256)
export const emailText = z.string().min(3).max(320)
export const localeText = z.enum(['en', 'ja'])
export const zoneText = z.string().min(1).max(64)
export const passwordText = z.string().min(1).max(1024)
