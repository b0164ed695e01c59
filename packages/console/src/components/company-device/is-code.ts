import { AzukariApiError } from '@azukari/sdk'

export const isCode = (error: unknown, code: string): boolean =>
  error instanceof AzukariApiError && error.code === code
