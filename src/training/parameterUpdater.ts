import * as tf from '@tensorflow/tfjs-core'
import type { TrainingSettings } from '../domain/training/trainingSettings.ts'
import type { StoredTensor } from '../models/checkpoint/safetensors.ts'
import type { StoredMemory } from './checkpoint/trainingCheckpoint.ts'
import type { LearningModel } from './learningModel.ts'
import { clipFactor } from './optimizers/clipByGlobalNorm.ts'
import { createOptimizer, type ParameterPace } from './optimizers/optimizer.ts'
import { paceOf } from './optimizers/parameterPace.ts'
import { tensorArithmetic } from './optimizers/tensorArithmetic.ts'
import type { ParameterMemory } from './optimizers/updateRule.ts'
import { readTensor, toTensor } from './storedTensors.ts'
import { formPacks, joinTensors, splitTensor } from './tensorPacks.ts'

export type UpdaterSettings = Pick<
  TrainingSettings,
  'optimizer' | 'weightDecay' | 'decaysVectors' | 'backboneScale' | 'clipNorm'
>

/** Parameters of one pace and history, which move as one long vector. */
interface Pack {
  readonly names: readonly string[]
  readonly pace: ParameterPace
  /** Its slots are vectors over all members. */
  readonly memory: ParameterMemory<tf.Tensor>
}

type Memories = ReadonlyMap<string, ParameterMemory<tf.Tensor>>
type Variables = ReadonlyMap<string, tf.Variable>

/** Moves a model's parameters along gradients, and owns the optimizer's memory on the device. */
export class ParameterUpdater {
  readonly #model: LearningModel
  readonly #settings: UpdaterSettings
  readonly #optimizer: ReturnType<typeof createOptimizer>
  /** Those that moved at the last step. */
  #packs: readonly Pack[] = []
  /** Memory of the parameters that are in no pack, in their own shapes. */
  #apart: Memories = new Map()

  constructor(model: LearningModel, settings: UpdaterSettings) {
    this.#model = model
    this.#settings = settings
    this.#optimizer = createOptimizer(settings.optimizer)
  }

  /**
   * Parameters without a gradient stay as they are, and so does their memory.
   *
   * @param norm length of all gradients together
   */
  apply(gradients: ReadonlyMap<string, tf.Tensor>, norm: number, learningRate: number): void {
    const { clipNorm } = this.#settings
    const factor = clipNorm === null ? 1 : clipFactor(norm, clipNorm)
    const variables = this.#variables()
    const moving = [...gradients.keys()].filter((name) => variables.has(name))
    if (!sameNames(moving, namesOf(this.#packs))) this.#repack(variables, moving)
    // Pack by pack, so that no more than one set of passing values is held.
    this.#packs = this.#packs.map((pack) => {
      const members = pack.names.map((name) => valueOf(variables, name))
      const gradient = tf.tidy(() => {
        const joined = joinTensors(pack.names.map((name) => valueOf(gradients, name)))
        return factor === 1 ? joined : tf.mul(joined, factor)
      })
      const memory = this.#move(pack, members, { gradient, learningRate })
      tf.dispose([gradient, ...Object.values(pack.memory.slots)])
      return { ...pack, memory }
    })
  }

  async save(): Promise<ReadonlyMap<string, StoredMemory>> {
    const saved = new Map<string, StoredMemory>()
    const shaped = splitMemories(this.#packs, this.#variables())
    try {
      for (const [name, { step, slots }] of [...shaped, ...this.#apart]) {
        const stored: Record<string, StoredTensor> = {}
        for (const [slot, tensor] of Object.entries(slots)) stored[slot] = await readTensor(tensor)
        saved.set(name, { step, slots: stored })
      }
      return saved
    } finally {
      disposeMemories(shaped.values())
    }
  }

  restore(saved: ReadonlyMap<string, StoredMemory>): void {
    this.dispose()
    this.#apart = new Map(
      [...saved].map(([name, { step, slots }]) => [
        name,
        { step, slots: mapValues(slots, (stored) => toTensor(stored)) },
      ]),
    )
  }

  dispose(): void {
    disposeMemories(this.#packs.map(({ memory }) => memory))
    disposeMemories(this.#apart.values())
    this.#packs = []
    this.#apart = new Map()
  }

  /** Assigns the members' new values and returns the pack's new memory. */
  #move(
    { names, pace, memory }: Pack,
    members: readonly tf.Variable[],
    { gradient, learningRate }: { gradient: tf.Tensor; learningRate: number },
  ): ParameterMemory<tf.Tensor> {
    const [key = ''] = names
    const value = joinTensors(members)
    const { values, state } = this.#optimizer.update<tf.Tensor>(
      tensorArithmetic,
      {
        parameters: new Map([[key, value]]),
        gradients: new Map([[key, gradient]]),
        state: new Map([[key, memory]]),
        learningRate,
        paceOf: () => pace,
      },
      (work) => tf.tidy(work),
    )
    const next = valueOf(values, key)
    const parts = splitTensor(
      next,
      members.map(({ shape }) => shape),
    )
    members.forEach((variable, i) => {
      const part = parts[i]
      if (part !== undefined) variable.assign(part)
    })
    tf.dispose([value, next, ...parts])
    return valueOf(state, key)
  }

  /** Packs anew, because other parameters than at the last step have a gradient (or it is the first step). */
  #repack(variables: Variables, moving: readonly string[]): void {
    const apart = new Map([...this.#apart, ...splitMemories(this.#packs, variables)])
    disposeMemories(this.#packs.map(({ memory }) => memory))
    const members = moving.map((name) => {
      const { size, rank } = valueOf(variables, name)
      const memory = apart.get(name) ?? { step: 0, slots: {} }
      return { name, size, memory, pace: paceOf(name, rank, this.#settings) }
    })
    const packs = formPacks(members, ({ pace, memory }) =>
      JSON.stringify([pace, memory.step, Object.keys(memory.slots)]),
    )
    this.#packs = packs.map((pack) => joinMemories(pack))
    disposeMemories(members.map(({ memory }) => memory))
    for (const name of moving) apart.delete(name)
    this.#apart = apart
  }

  #variables(): Variables {
    return new Map(this.#model.parameters.trainable().map(({ name, variable }) => [name, variable]))
  }
}

interface Member {
  readonly name: string
  readonly pace: ParameterPace
  readonly memory: ParameterMemory<tf.Tensor>
}

/** @param members of one pace and as many steps; they stay the caller's */
function joinMemories(members: readonly Member[]): Pack {
  const [first] = members
  if (first === undefined) throw new Error('A pack has members.')
  const slots = mapValues(first.memory.slots, (_, slot) =>
    joinTensors(members.flatMap(({ memory }) => memory.slots[slot] ?? [])),
  )
  const names = members.map(({ name }) => name)
  return { names, pace: first.pace, memory: { step: first.memory.step, slots } }
}

/** What each member of the packs remembers, in its own shape; the caller frees it. */
function splitMemories(packs: readonly Pack[], variables: Variables): Memories {
  const memories = new Map<string, ParameterMemory<tf.Tensor>>()
  for (const { names, memory } of packs) {
    const shapes = names.map((name) => valueOf(variables, name).shape)
    const slots = mapValues(memory.slots, (joined) => splitTensor(joined, shapes))
    names.forEach((name, i) => {
      const own = Object.entries(slots).flatMap(([slot, parts]) => {
        const part = parts[i]
        return part === undefined ? [] : [[slot, part] as const]
      })
      memories.set(name, { step: memory.step, slots: Object.fromEntries(own) })
    })
  }
  return memories
}

function disposeMemories(memories: Iterable<ParameterMemory<tf.Tensor>>): void {
  for (const { slots } of memories) tf.dispose(Object.values(slots))
}

function namesOf(packs: readonly Pack[]): string[] {
  return packs.flatMap(({ names }) => names)
}

function sameNames(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(others)
  return some.length === known.size && some.every((name) => known.has(name))
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))
}

function valueOf<Value>(map: ReadonlyMap<string, Value>, name: string): Value {
  const value = map.get(name)
  if (value === undefined) throw new Error(`There is no “${name}”.`)
  return value
}
