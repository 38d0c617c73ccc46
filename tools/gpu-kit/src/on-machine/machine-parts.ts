import { baseline } from './baseline.ts';
import { benchmark } from './benchmark.ts';
import { conformance } from './conformance.ts';
import { doctor } from './doctor.ts';
import type { MachinePart } from './finding.ts';
import { fullCard } from './full-card.ts';
import { lostDevice } from './lost-device.ts';
import { tensorflowGpu } from './tensorflow-gpu.ts';
import { webgpu } from './webgpu.ts';

/** Beside PyTorch. */
const besidePeers = (model: string): MachinePart['run'] => {
  const subject = { model, backends: ['cuda', 'cuda-tf32', 'cuda-bfloat16'], withPeers: true };
  return (circumstances, limit) => benchmark(model, subject, circumstances, limit);
};

const webgpuSpeed: MachinePart['run'] = (circumstances, limit) => {
  const subject = { model: 'smollm2-135m', backends: ['webgpu'], withPeers: false };
  return benchmark('webgpu-135m', subject, circumstances, limit);
};

/** In this order: what tells most in least time first. benchmarks/README.md says what each does. */
export const MACHINE_PARTS: readonly MachinePart[] = [
  { name: 'doctor', seconds: 40, run: doctor },
  { name: 'smollm2-135m', seconds: 250, run: besidePeers('smollm2-135m') },
  { name: 'baseline', seconds: 150, run: baseline },
  { name: 'full-card', seconds: 80, run: fullCard },
  { name: 'webgpu-135m', seconds: 100, run: webgpuSpeed },
  { name: 'qwen2.5-0.5b', seconds: 170, run: besidePeers('qwen2.5-0.5b') },
  { name: 'webgpu', seconds: 240, run: webgpu },
  { name: 'lost-device', seconds: 100, run: lostDevice },
  { name: 'tensorflow-gpu', seconds: 170, run: tensorflowGpu },
  { name: 'conformance', seconds: 150, run: conformance },
];
