// A copy that is kept for offline says no day: the form begins with the device's own.
for (const field of document.querySelectorAll("input[data-today]")) {
  const now = new Date();
  const [month, day] = [now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0"));
  field.defaultValue = `${now.getFullYear()}-${month}-${day}`;
}
