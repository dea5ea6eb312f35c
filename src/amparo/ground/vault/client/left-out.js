/*
 * In place of what age-encryption brings for suites that are not ours (post-quantum, P-256 tags):
 * whoever reached for it would be told so. Only `x1` is sealed and opened here.
 */
const refuse = () => {
  throw new Error("this suite is not ours");
};
const absent = new Proxy(refuse, { get: () => refuse });

export const MLKEM768P256 = absent;
export const MLKEM768X25519 = absent;
export const p256 = absent;
