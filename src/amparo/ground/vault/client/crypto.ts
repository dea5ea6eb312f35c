/** All that is pure here, in one place: sealing, frames, payloads, the directory. */

export * from "./age";
export * from "./bytes";
export * from "./canonical";
export * from "./directory";
export * from "./ed25519";
export * from "./frames";
