import { type ErrorMaker, internalError } from '../../platform/errors.ts'
import type { Route } from '../../platform/route.ts'
import * as e from '../errors.ts'
import type { DocumentInfo } from './openapi.ts'

const EVERY_ROUTE = [
  e.requestMalformed,
  e.pathMalformed,
  e.queryInvalid,
  e.preferMalformed,
  e.requestTooSlow,
  e.headersTooLarge,
  internalError,
  e.serverStopping,
]
const WRITES = [e.ifMatchMalformed, e.idempotencyKeyMalformed, e.preconditionUnsupported]
const BODIES = [
  e.bodyMissing,
  e.bodyIncomplete,
  e.bodyTooSlow,
  e.bodyTooLarge,
  e.contentTypeUnsupported,
  e.contentEncodingUnsupported,
]
const JSON_BODIES = [
  e.jsonMalformed,
  e.jsonNotUtf8,
  e.jsonDuplicateMember,
  e.jsonTooDeep,
  e.jsonTextUnsafe,
  e.jsonNumberUnsafe,
  e.bodyInvalid,
]

/** All a route may answer with: what it declares itself, and what the server refuses on its behalf. */
export function errorsOf(route: Route, info: DocumentInfo): readonly ErrorMaker[] {
  const hasBody = route.body !== undefined || route.streams !== undefined
  const all = [
    ...route.errors,
    ...EVERY_ROUTE,
    ...(route.params === undefined ? [] : [e.pathParameterInvalid, e.pathParameterTooLong]),
    ...(route.method === 'GET' ? [] : WRITES),
    ...(hasBody ? BODIES : [e.bodyUnexpected]),
    ...(route.body === undefined ? [] : JSON_BODIES),
    e.wrongTenant,
    ...(info.networkErrors ?? []),
    ...(route.access === 'public' ? [] : info.keyErrors),
    ...(typeof route.access === 'object' ? (info.gateErrors ?? []) : []),
  ]
  return [...new Map(all.map((error) => [error.code, error])).values()].sort((a, b) =>
    a.code < b.code ? -1 : 1,
  )
}
