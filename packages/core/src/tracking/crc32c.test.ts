import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from './crc32c.ts';

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4, and the customary check value of "123456789".
  it.each([
    ['32 bytes of zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['32 rising bytes', Uint8Array.from({ length: 32 }, (_, byte) => byte), 0x46dd794e],
    ['32 falling bytes', Uint8Array.from({ length: 32 }, (_, byte) => 31 - byte), 0x113fdb5c],
    ['the digits', new TextEncoder().encode('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(0), 0],
  ])('of %s', (_, bytes, checksum) => {
    expect(crc32c(bytes)).toBe(checksum);
  });

  it('is masked by a turn of 15 bits and a constant', () => {
    expect(maskedCrc32c(new Uint8Array(0))).toBe(0xa282ead8);
    // 0xe3069283 turned right by 15 bits is 0x2507c60d.
    expect(maskedCrc32c(new TextEncoder().encode('123456789'))).toBe(0x2507c60d + 0xa282ead8);
  });
});
