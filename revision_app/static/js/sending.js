// Sends the answers that wait on this device: in order, one at a time, each again under its own key until the site
// answers. So nothing is lost and nothing counts twice.

const LONGEST_WAIT = 15000;
const PATIENCE = 10000;
const LARGE = 50_000; // a browser sends no more than 64 kB for a page that is being left

// `told(what, entry, said)` hears how it goes: saving, saved, waiting, closed, parted, problem, stands,
// elsewhere, signed-out.
export function sender(answers, { token, told = () => {} }) {
  let run = null;
  let wake = () => {};
  let paused = false;
  const onlookers = []; // who wants to know once the first try is over

  const pause = (time) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      wake = () => (clearTimeout(timer), resolve());
    });

  const post = async (entry) => {
    const body = new URLSearchParams([
      ["csrf_token", token],
      ["item", entry.item],
      ["key", entry.key],
      ...(entry.fields ?? []),
    ]);
    body.set("seen", entry.seen);
    body.set("window", entry.window ?? "");
    if (entry.flag !== undefined) body.set("flag", entry.flag);
    return fetch(`/attempts/${answers.attempt}/items/${entry.n}`, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      keepalive: body.toString().length < LARGE,
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  };

  // Signed in again since the page was made: the new sign-in has a token of its own.
  const renew = async (entry) => {
    const page = await fetch(`/attempts/${answers.attempt}/items/${entry.n}`, {
      headers: { Accept: "application/json" },
    });
    if (page.ok) token = (await page.json()).token;
  };

  const attempted = async (entry) => {
    answers.settingOut(entry.key);
    let answer = await post(entry);
    if (answer.status === 400) {
      await renew(entry);
      answer = await post(entry);
    }
    if (answer.status >= 500 || answer.status === 429) throw new Error("busy");
    return { status: answer.status, ok: answer.ok, ...(await answer.json().catch(() => ({}))) };
  };

  const settle = (entry, said) => {
    if (said.ok) answers.taken(entry, said);
    else if (said.status === 404 || said.result || said.why === "stands") answers.drop(entry.key);
    else
      answers.refused(entry.key, said.why ?? "problem", said.problem ?? "This answer was not saved. Choose once more.");
    told(said.ok ? "saved" : said.result ? "closed" : (said.why ?? "problem"), entry, said);
  };

  const drain = async () => {
    let wait = 1000;
    for (let entry; (entry = answers.next());) {
      told("saving", entry);
      let said;
      try {
        said = await attempted(entry);
      } catch (fault) {
        paused = true;
        onlookers.splice(0).forEach((look) => look());
        told("waiting", entry, { busy: fault.message === "busy" });
        await pause(wait);
        paused = false;
        wait = Math.min(wait * 2, LONGEST_WAIT);
        continue;
      }
      wait = 1000;
      if (said.status === 401) return told("signed-out", entry, said);
      settle(entry, said);
    }
    return null;
  };

  return {
    send: () => (run ??= drain().finally(() => (run = null))),
    wake: () => wake(),
    isPaused: () => paused,
    // Everything has been sent, or cannot be for now.
    tried: () =>
      !run || paused ? Promise.resolve() : Promise.race([run, new Promise((look) => onlookers.push(look))]),
  };
}
