/** Frames: an age file, zeros and its length, whose size tells nothing but a bucket. */

import { type Bytes, refuse } from "./bytes";

const BUCKETS = [2816, 15104, 64256, 260864];
const TRAILER = 8;

/** The size after Padmé padding: at most 12 % more, and few sizes in all. */
export function padme(length: number): number {
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - kept);
  return Math.ceil(length / step) * step;
}

/** The frame's size in bytes for a plaintext of `n` bytes. */
export function frameSize(n: number): number {
  const bound = n + 1024 + 16 * (Math.floor(n / 65536) + 1) + TRAILER;
  return BUCKETS.find((size) => size >= bound) ?? padme(bound);
}

/** Whether some content has a frame of exactly this size. */
export function isFrameSize(size: number): boolean {
  const largest = BUCKETS[BUCKETS.length - 1] ?? 0;
  return size <= largest ? BUCKETS.includes(size) : padme(size) === size;
}

/** The last eight bytes of a frame: how long its age file is, big-endian. */
export function trailer(length: number): Bytes {
  const end = new Uint8Array(TRAILER);
  new DataView(end.buffer).setBigUint64(0, BigInt(length));
  return end;
}

/** The frame of an age file that holds `n` bytes of plaintext. */
export function frame(age: Uint8Array, n: number): Bytes {
  const whole = new Uint8Array(frameSize(n));
  if (age.length > whole.length - TRAILER) refuse("frame");
  whole.set(age);
  whole.set(trailer(age.length), whole.length - TRAILER);
  return whole;
}

/** How long the age file in a frame is, by the frame's size and its last bytes. */
export function lengthInside(size: number, end: Uint8Array): number {
  if (!isFrameSize(size) || end.length < TRAILER) refuse("frame");
  const last = end.subarray(end.length - TRAILER);
  const told = new DataView(last.buffer, last.byteOffset, TRAILER).getBigUint64(0);
  if (told < 1n || told > BigInt(size - TRAILER)) refuse("frame");
  return Number(told);
}

/** The age file in a frame. Raises VaultError "frame" where anything but zeros pads it. */
export function unframe(whole: Uint8Array): Bytes {
  const length = lengthInside(whole.length, whole);
  for (let at = length; at < whole.length - TRAILER; at++) if (whole[at]) refuse("frame");
  return whole.slice(0, length);
}
