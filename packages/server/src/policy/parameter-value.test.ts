import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PolicyModel } from './model.ts'
import { parameterDuration, parameterNumber, parameterValue } from './parameter-value.ts'

const policy = {
  parameters: {
    idle: { name: 'idle', kind: 'duration', value: 'PT15M', authorities: [] },
    failures: { name: 'failures', kind: 'number', value: 10, authorities: [] },
    nothing: { name: 'nothing', kind: 'number', value: 0, authorities: [] },
    approver: { name: 'approver', kind: 'text', value: 'owner', authorities: [] },
  },
} as Pick<PolicyModel, 'parameters'> as PolicyModel

test('a parameter is read as the policy writes it, nought too', () => {
  assert.equal(parameterValue(policy, 'idle'), 'PT15M')
  assert.equal(parameterValue(policy, 'approver'), 'owner')
  assert.equal(parameterNumber(policy, 'failures'), 10)
  assert.equal(parameterNumber(policy, 'nothing'), 0)
  assert.deepEqual(parameterDuration(policy, 'idle'), { kind: 'exact', ms: 900_000 })
})

test('a parameter that is missing, or of another kind, is undefined', () => {
  assert.equal(parameterValue(policy, 'missing'), undefined)
  assert.equal(parameterNumber(policy, 'missing'), undefined)
  assert.equal(parameterDuration(policy, 'missing'), undefined)
  assert.equal(parameterNumber(policy, 'idle'), undefined)
  assert.equal(parameterDuration(policy, 'failures'), undefined)
})

test('a name that every object has is no parameter', () => {
  assert.equal(parameterValue(policy, 'constructor'), undefined)
  assert.equal(parameterValue(policy, '__proto__'), undefined)
})

test('a text that is no duration raises where one is needed', () => {
  assert.throws(() => parameterDuration(policy, 'approver'), { code: 'duration_invalid' })
})
