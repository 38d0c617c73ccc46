import { maskedCrc32c } from './crc32c.ts';

/*
 * The two formats of a TensorBoard event file. Fields of `Event` (tensorflow/core/util/event.proto): 1 wall_time,
 * 2 step, 3 file_version, 5 summary. Fields of `Summary`: 1 value. Of `Summary.Value`: 1 tag, 2 simple_value.
 */

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** The record that opens every event file. `seconds` is a wall-clock time since 1970. */
export function versionRecord(seconds: number): Buffer {
  return record(
    Buffer.concat([double(1, seconds), bytes(3, Buffer.from('brain.Event:2', 'utf8'))]),
  );
}

/** The scalars of one step. Throws when `step` is not a whole number that is at least 0. */
export function scalarsRecord(
  seconds: number,
  step: number,
  scalars: Readonly<Record<string, number>>,
): Buffer {
  const values = Object.entries(scalars).map(([tag, value]) =>
    bytes(1, Buffer.concat([bytes(1, Buffer.from(tag, 'utf8')), float(2, value)])),
  );
  return record(
    Buffer.concat([
      double(1, seconds),
      key(2, VARINT),
      varint(step),
      bytes(5, Buffer.concat(values)),
    ]),
  );
}

/** TFRecord framing: length (64 bits), its checksum, the data, its checksum. */
function record(data: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, checksum(length), data, checksum(data)]);
}

function checksum(data: Buffer): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(maskedCrc32c(data));
  return buffer;
}

function key(field: number, wireType: number): Buffer {
  return varint(field * 8 + wireType);
}

function varint(value: number): Buffer {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${value} is not a step`);
  const groups: number[] = [];
  let rest = value;
  while (rest >= 128) {
    groups.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...groups, rest]);
}

function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([key(field, LENGTH_DELIMITED), varint(content.length), content]);
}

function double(field: number, value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleLE(value);
  return Buffer.concat([key(field, FIXED64), buffer]);
}

function float(field: number, value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeFloatLE(value);
  return Buffer.concat([key(field, FIXED32), buffer]);
}
