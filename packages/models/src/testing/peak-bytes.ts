import * as tf from '@tensorflow/tfjs-core';

/** Bytes that `work` adds at its height to what tensors take before it, on a backend that keeps them in JavaScript. */
export async function peakBytes(work: () => Promise<unknown>): Promise<number> {
  const { data } = tf.backend() as {
    readonly data?: tf.DataStorage<{ readonly values?: unknown }>;
  };
  if (!(data instanceof tf.DataStorage)) throw new Error('its tensors cannot be seen');
  const set = data.set.bind(data);
  const remove = data.delete.bind(data);
  const sizes = new Map<object, number>();
  let now = 0;
  let peak = 0;
  data.set = (id, value) => {
    const bytes = ArrayBuffer.isView(value.values) ? value.values.byteLength : 0;
    sizes.set(id, bytes);
    now += bytes;
    peak = Math.max(peak, now);
    set(id, value);
  };
  data.delete = (id) => {
    now -= sizes.get(id) ?? 0;
    sizes.delete(id);
    return remove(id);
  };
  try {
    await work();
    return peak;
  } finally {
    Object.assign(data, { set, delete: remove });
  }
}
