import { server } from '../../api/server.ts'

export const resetOptions = server.passwordResetOptions
export const redeemReset = server.passwordResetRedeem
