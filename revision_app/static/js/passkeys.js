// Passkeys: takes a challenge of the page or asks the site for one, hands it to the device, and sends the
// answer with the form of the button.
const MESSAGES = {
  waiting: "Follow what your browser asks.",
  refused: "No passkey was used. Try again when you are ready.",
  known: "This device has a passkey for your account already.",
  failed: "The site did not answer. Load the page again and try once more.",
  elsewhere: "Your browser does not use passkeys at this address. Open the site by its own name, over https.",
};

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const described = (list = []) => list.map((each) => ({ ...each, id: toBytes(each.id) }));

async function asked(button) {
  if (button.dataset.asked) return JSON.parse(button.dataset.asked);
  const answer = await fetch(button.dataset.options, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(MESSAGES.failed);
  return answer.json();
}

function make(options) {
  const user = { ...options.user, id: toBytes(options.user.id) };
  const excludeCredentials = described(options.excludeCredentials);
  return navigator.credentials.create({
    publicKey: { ...options, user, excludeCredentials, challenge: toBytes(options.challenge) },
  });
}

function use(options) {
  const allowCredentials = described(options.allowCredentials);
  return navigator.credentials.get({
    publicKey: { ...options, allowCredentials, challenge: toBytes(options.challenge) },
  });
}

function packed(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const said = parts.filter((part) => response[part]).map((part) => [part, toText(response[part])]);
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(said),
    clientExtensionResults: {},
  });
}

function inWords(error) {
  if (error.name === "InvalidStateError") return MESSAGES.known;
  if (error.name === "SecurityError") return MESSAGES.elsewhere;
  if (error.name === "NotAllowedError" || error.name === "AbortError") return MESSAGES.refused;
  return MESSAGES.failed;
}

async function answer(button) {
  const { form } = button;
  const status = form.querySelector("[data-passkey-status]");
  button.disabled = true;
  status.textContent = MESSAGES.waiting;
  try {
    const credential = await (button.dataset.passkey === "make" ? make : use)(await asked(button));
    form.elements.credential.value = packed(credential);
    button.disabled = false;
    form.requestSubmit(button);
  } catch (error) {
    button.disabled = false;
    status.textContent = inWords(error);
  }
}

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      answer(button);
    });
    button.hidden = false;
  }
  document.querySelector("[data-without-passkeys]")?.remove();
}
