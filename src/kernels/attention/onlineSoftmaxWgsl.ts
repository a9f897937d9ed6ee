/**
 * Softmax over keys that come one by one, without their scores being kept: the greatest score so far, the sum of the
 * exponentials, and the mix of values, both relative to it. (Milakov and Gimelshein, "Online normalizer calculation
 * for softmax", 2018.) `vectors` is a quarter of a head's depth; query and mix stay in that many registers each.
 */
export function onlineSoftmaxWgsl(vectors: number): {
  readonly start: (query: (i: number) => string) => string
  readonly see: (options: {
    readonly key: (i: number) => string
    readonly value: (i: number) => string
    readonly bias: string
  }) => string
  readonly eachVector: (line: (i: number) => string) => string
} {
  const places = Array.from({ length: vectors }, (_, i) => i)
  const eachVector = (line: (i: number) => string): string => places.map(line).join('\n')
  const scale = 1 / Math.sqrt(vectors * 4)
  return {
    eachVector,
    start: (query) => `
      var greatest = -1e30;
      var total = 0.0;
      ${eachVector((i) => `let query${i} = ${query(i)} * ${scale}; var mix${i} = vec4<f32>(0.0);`)}`,
    see: ({ key, value, bias }) => `
      let score = ${places.map((i) => `dot(query${i}, ${key(i)})`).join(' + ')} + ${bias};
      if (score > greatest) {
        let fade = exp(greatest - score);
        greatest = score;
        total *= fade;
        ${eachVector((i) => `mix${i} *= fade;`)}
      }
      let part = exp(score - greatest);
      total += part;
      ${eachVector((i) => `mix${i} += part * ${value(i)};`)}`,
  }
}
