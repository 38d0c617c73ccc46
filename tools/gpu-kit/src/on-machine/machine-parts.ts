import { baseline } from './baseline.ts';
import { benchmark } from './benchmark.ts';
import { conformance } from './conformance.ts';
import { doctor } from './doctor.ts';
import type { MachinePart } from './finding.ts';
import { fullCard } from './full-card.ts';
import { webgpu } from './webgpu.ts';

const benchmarkOf = (model: string): MachinePart['run'] => {
  return (circumstances, limit) => benchmark(model, circumstances, limit);
};

/** In this order: what tells most in least time first. */
export const MACHINE_PARTS: readonly MachinePart[] = [
  { name: 'doctor', seconds: 60, run: doctor },
  { name: 'smollm2-135m', seconds: 200, run: benchmarkOf('smollm2-135m') },
  { name: 'baseline', seconds: 150, run: baseline },
  { name: 'qwen2.5-0.5b', seconds: 160, run: benchmarkOf('qwen2.5-0.5b') },
  { name: 'full-card', seconds: 80, run: fullCard },
  { name: 'webgpu', seconds: 170, run: webgpu },
  { name: 'conformance', seconds: 150, run: conformance },
];
