// Asks the site, before something is sent, whether it answers, who is signed in, and for the secret that forms carry: a
// page that has been open since before a sign-in ended has an old one.

const PATIENCE = 5000; // ms
const AWAY = "away"; // no connection, or the site does not answer
const BUSY = "busy";
const SIGNED_OUT = "signed-out";
const ANOTHER = "another"; // somebody else is signed in on this device

// `{ token }`, or `{ trouble }`.
export async function askSite(who) {
  try {
    const answer = await fetch("/account/token", {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    if (answer.status === 401) return { trouble: SIGNED_OUT };
    if (!answer.ok) return { trouble: BUSY };
    const { who: whose, token } = await answer.json();
    return String(whose) === String(who) ? { token } : { trouble: ANOTHER };
  } catch {
    return { trouble: AWAY };
  }
}
