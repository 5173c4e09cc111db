// A name that no two things share: what is sent twice under one counts once.

const BYTES = 16;

export const newKey = () => crypto.randomUUID?.() ?? randomHex(); // the first is missing where there is no TLS

function randomHex() {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
