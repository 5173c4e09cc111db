// Which window answers an attempt. Each has a name of its own; the site knows the one that answers, and refuses others
// until they are told to go on. Windows of one device also tell each other.

import { named } from "./answers.js";
import { newKey } from "./keys.js";

const ROLL_CALL = 250; // ms in which other windows of this device say that they are there

// `hear` is told "elsewhere" when another window answers, "also" when another is open too, and "here".
export async function takePlace(attempt, { who, holder, claim, hear }) {
  const channel = new BroadcastChannel(`attempt ${attempt}`);
  const page = newKey();
  const here = new Set(); // names of other open windows of this device
  let copied = false;
  let name = remembered(attempt) ?? newKey();
  let mine = false;

  channel.onmessage = ({ data }) => {
    if (data.is === "opened") {
      channel.postMessage({ is: "present", name, page });
      if (data.name !== name) hear("also");
    } else if (data.is === "present") {
      here.add(data.name);
      copied ||= data.name === name;
    } else if (data.is === "taken" && data.name !== name) {
      mine = false;
      hear("elsewhere");
    }
  };
  channel.postMessage({ is: "opened", name, page });

  const take = async () => {
    await claim(name);
    mine = true;
    ours(who, attempt, name);
    channel.postMessage({ is: "taken", name });
    hear("here");
  };

  await new Promise((done) => setTimeout(done, ROLL_CALL));
  if (copied) name = newKey(); // a window that was copied from another has its memory too
  remember(attempt, name);
  const left = holder !== name && ours(who, attempt).includes(holder) && !here.has(holder); // a window that was closed
  if (holder === name) mine = true;
  else if (!holder || left)
    await take().catch(() => {}); // without a connection: when the first answer is sent
  else hear("elsewhere");
  return {
    name: () => name,
    take,
    // What the site says now.
    holder: (now) => {
      if (mine && now && now !== name) {
        mine = false;
        hear("elsewhere");
      }
    },
  };
}

function remembered(attempt) {
  return sessionStorage.getItem(`window ${attempt}`);
}

function remember(attempt, name) {
  sessionStorage.setItem(`window ${attempt}`, name);
}

// The windows of this device that have answered.
function ours(who, attempt, added) {
  const key = named("windows", who, attempt);
  const names = (localStorage.getItem(key) ?? "").split(" ").filter(Boolean);
  if (added && !names.includes(added)) localStorage.setItem(key, [...names, added].slice(-9).join(" "));
  return names;
}
