// Sets the colour scheme before the first paint. A file of its own, because the content security
// policy forbids inline scripts.
(() => {
  let scheme = null;
  try {
    scheme = window.localStorage.getItem("mantine-color-scheme-value");
  } catch {
    // Storage can be switched off; the system's scheme is used then.
  }
  if (scheme !== "light" && scheme !== "dark") {
    scheme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
})();
