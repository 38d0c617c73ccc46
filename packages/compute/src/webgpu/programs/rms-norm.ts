import { gpuProgram } from '../gpu-program.ts';
import { NOT_A_NUMBER } from './not-a-number.ts';
import { SUM_OF_LANES } from './sum-of-lanes.ts';

/** out = x · inverse · gain, with inverse[row] = 1 / √(mean(x²) + ε), which the backward pass reuses. */
export const rmsNorm = gpuProgram({
  tensors: { x: 'read', gain: 'read', out: 'write', inverse: 'write' },
  numbers: { rows: 'u32', dim: 'u32', epsilon: 'f32' },
  each: 'group',
  count: ({ rows }) => rows,
  code: `${NOT_A_NUMBER}${SUM_OF_LANES}
    fn work(row: u32, lane: u32) {
      let first = row * numbers.dim;
      var squares = 0.0;
      for (var i = lane; i < numbers.dim; i += LANES) {
        squares += x[first + i] * x[first + i];
      }
      let meanSquare = sumOfLanes(squares, lane) / f32(numbers.dim);
      let scale = inverseRoot(meanSquare + numbers.epsilon);
      for (var i = lane; i < numbers.dim; i += LANES) {
        out[first + i] = x[first + i] * scale * gain[i];
      }
      if (lane == 0) {
        inverse[row] = scale;
      }
    }`,
});

/** What a gradient of the norm gives and takes beside: x̂ · gain once more, and what is added to dx. */
interface Beside {
  readonly normed?: true;
  readonly residual?: true;
}

/**
 * With x̂ = x · inverse: dx = inverse · (dy · gain − x̂ · mean(dy · gain · x̂)); dgain = Σ dy · x̂. A group for each row,
 * and after them one for each number of the gain, whose lanes share the rows.
 */
function gradientWith({ normed, residual }: Beside) {
  return gpuProgram({
    tensors: {
      ...({ x: 'read', gain: 'read', inverse: 'read', dy: 'read' } as const),
      ...(residual && ({ residual: 'read' } as const)),
      ...({ dx: 'write', dgain: 'write' } as const),
      ...(normed && ({ normed: 'write' } as const)),
    },
    numbers: { rows: 'u32', dim: 'u32' },
    each: 'group',
    count: ({ rows, dim }) => rows + dim,
    code: `${SUM_OF_LANES}
    fn work(group: u32, lane: u32) {
      let ofRow = group < numbers.rows;
      let first = group * numbers.dim;
      let column = group - numbers.rows;
      var sum = 0.0;
      if (ofRow) {
        for (var i = lane; i < numbers.dim; i += LANES) {
          sum += dy[first + i] * x[first + i] * inverse[group] * gain[i];
        }
      } else {
        for (var row = lane; row < numbers.rows; row += LANES) {
          let at = row * numbers.dim + column;
          sum += dy[at] * x[at] * inverse[row];
        }
      }
      sum = sumOfLanes(sum, lane);
      if (!ofRow) {
        if (lane == 0) {
          dgain[column] = sum;
        }
        return;
      }
      let mean = sum / f32(numbers.dim);
      for (var i = lane; i < numbers.dim; i += LANES) {
        let unit = x[first + i] * inverse[group];
        let slope = inverse[group] * (dy[first + i] * gain[i] - unit * mean);
        dx[first + i] = ${residual ? 'residual[first + i] + ' : ''}slope;
        ${normed ? 'normed[first + i] = unit * gain[i];' : ''}
      }
    }`,
  });
}

export const rmsNormGradient = gradientWith({});

/** For the half of a layer that hears. */
export const hearingNormGradient = gradientWith({ normed: true });

/** For the half of a layer that puts out, whose input goes around it, too. */
export const feedForwardNormGradient = gradientWith({ normed: true, residual: true });
