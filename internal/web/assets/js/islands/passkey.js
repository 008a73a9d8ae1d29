// A form whose answer is a passkey's. It works with the platform's dialog; without scripts the form is not shown, and
// the password, the codes and the recovery codes do everything.
//
//   data-options      where the options come from (POST, JSON)
//   data-create       a new passkey is made; else an existing one is asked for
//   data-conditional  the passkeys are also proposed in the form's fields for the address (autofill), without a click
export default function passkey(form, { toast }) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return; // an old browser: the form stays hidden
  const answer = form.querySelector("[name=passkey]");
  let waiting; // one ceremony at a time: the conditional one gives way to the button

  async function run(mediation) {
    waiting?.abort();
    const mine = waiting = new AbortController();
    const asked = await fetch(form.dataset.options, { method: "POST", headers: { Accept: "application/json" }, signal: mine.signal });
    if (!asked.ok) throw new Error(form.dataset.failed);
    const options = await asked.json();
    const create = "create" in form.dataset;
    const publicKey = create ? PublicKeyCredential.parseCreationOptionsFromJSON(options) : PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials[create ? "create" : "get"]({ publicKey, mediation, signal: mine.signal });
    answer.value = JSON.stringify(credential.toJSON());
    HTMLFormElement.prototype.submit.call(form);
  }

  form.addEventListener("submit", (e) => {
    if (answer.value) return;
    e.preventDefault();
    if (!form.reportValidity()) return;
    run().catch((error) => {
      if (error.name !== "AbortError") toast(error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed, "warning");
    });
  });
  form.hidden = false;

  if ("conditional" in form.dataset && !document.querySelector("[role=alert]")) { // who was just refused chooses himself
    PublicKeyCredential.isConditionalMediationAvailable?.().then((can) => {
      if (can) run("conditional").catch(() => {}); // nobody asked for it: nobody is told when it comes to nothing
    });
  }
}
